import type { BranchDefinition, GateRegression } from '../../../typings/gate.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { parseAllowPatterns } from '../../analysis/allow-patterns.ts';
import { judgeFlight } from '../../analysis/judge-flight.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { collectEvidence } from '../../history/collect-evidence.ts';
import { formatMachineReadable } from '../../report/judgement/judge-mro.ts';

/** Regressions that every branch allows. Source: the original's allow.all of 2015. */
const ALLOWED_FOR_ALL = `
test-@@-rtds@@
build-@@ logs-capture@@
test-@@-pcipt@@
test-@@-qemuu-@@ guest-localmigrate
test-@@-libvirt@@
test-@@-rumpuserxen@@ rumpuserxen-demo-xenstorels/xenstorels
test-@@-win7-@@ guest-stop
test-@@-rumpuserxen-@@ rumpuserxen-demo-xenstorels/xenstorels.repeat
`;

export interface JudgedTest {
  readonly flight: number;
  readonly retests: readonly number[];
  readonly revision: string;
  readonly baseline: string;
  readonly judgedAt: Date;
}

/** Returns the blessing of the flights that repeat the failures of a flight with this blessing. */
export const retestBlessing = (intended: string): string => `${intended}-retest`;

/** Judges a flight of a branch as if later flights did not exist, so that the result is always the same. */
export async function judgeTest(
  db: Queryable,
  branch: BranchDefinition,
  { flight, retests, revision, baseline, judgedAt }: JudgedTest,
): Promise<Judgement> {
  const { tree, intended, allow } = branch;
  const evidence = await collectEvidence(db, {
    flight,
    this: { [tree]: revision },
    that: { [tree]: baseline },
    blessings: [intended, `${intended}-bisect`, retestBlessing(intended)],
    maxFlight: Math.max(flight, ...retests),
    judgedAt,
  });
  return judgeFlight(evidence, parseAllowPatterns(ALLOWED_FOR_ALL, allow.join('\n')));
}

/**
 * Returns the regressions that a bisection can search. After a failure of the lab or a build there are none, since they
 * would mislead it.
 */
export function regressionsOf(judgement: Judgement): readonly GateRegression[] {
  const isMisleading = formatMachineReadable(judgement)
    .split('\n')
    .some((line) => line.startsWith('broken'));
  if (isMisleading) return [];
  return judgement.failures.flatMap(({ job, testid, blocker, explanation }) =>
    blocker === 'regression' && explanation.decidedBy !== null ? [{ job, testid, basis: explanation.decidedBy }] : [],
  );
}
