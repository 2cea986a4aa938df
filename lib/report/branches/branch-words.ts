import type { BranchStanding, GateOrder, GateRun } from '../../../typings/gate.ts';

/** Returns the first twelve digits of a revision. */
export const shortRevision = (revision: string | null): string => revision?.slice(0, 12) ?? '';

/** Returns the current activity of the gate for a branch in one line. */
export function describeOpenRun(open: GateRun | null): string {
  if (open === null) return '';
  const { flight, retests } = open.state;
  const what = open.phase === 'retesting' ? `flight ${retests.at(-1)}` : flight === null ? '' : `flight ${flight}`;
  const left = open.isLive ? '' : ', left behind by a stopped gate; the next gate resumes it';
  return `${open.phase}${what === '' ? '' : ` ${what}`}${left}`;
}

const ORDER_WORDS: Readonly<Record<GateOrder['kind'], string>> = {
  stop: 'stopped',
  block: 'pushes are blocked',
  force: 'push is forced',
};

/** Describes an order in one line. */
export function describeGateOrder({ kind, revision, who, reason, branch }: GateOrder): string {
  const of = revision === null ? '' : ` of ${shortRevision(revision)}`;
  return `${ORDER_WORDS[kind]}${of} by ${who}${branch === null ? ' (all branches)' : ''}: ${reason}`;
}

/** Returns whether the newest run failed before it had a judged flight, such as with an unreachable remote. */
export const cannotBeTested = ({ judged, last }: BranchStanding): boolean =>
  last !== null && last.run !== judged?.run && last.state.problems.length > 0;

/** Describes the result of the newest judged flight, and the problem or reason of a newer run. */
export function describeStanding({ judged, last }: BranchStanding): string {
  const { flight, outcome, push, regressions } = judged?.state ?? {};
  const tested = judged === null ? 'never tested' : `flight ${flight}: ${outcome}`;
  const pushed = push === undefined || push === null ? '' : `, ${push.kind.replace('-', ' ')}`;
  const count = regressions?.length ?? 0;
  const broken = count === 0 ? '' : `; ${count} ${count === 1 ? 'regression' : 'regressions'}`;
  const note =
    last === null || last.run === judged?.run
      ? ''
      : `; since then: ${last.state.problems.at(-1) ?? last.state.why ?? ''}`;
  return `${tested}${pushed}${broken}${note}`;
}
