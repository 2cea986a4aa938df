import type { Tier } from '../model/conclusion.ts';
import type { LikelyCommit } from './bisection-event.ts';

export interface Summarised {
  readonly tier: Tier;
  readonly culprits: readonly LikelyCommit[];
  readonly probability: number;
  /** Failures and tests at both ends. */
  readonly ends: { readonly good: EndCounts; readonly bad: EndCounts };
  /** Expected number of further tests. */
  readonly remaining: number;
}

export interface EndCounts {
  readonly failures: number;
  readonly tests: number;
}

/** The result in one sentence. */
export function summarise({ tier, culprits, probability, ends, remaining }: Summarised): string {
  const commits = culprits.map(({ tree, revision }) => `${tree} ${revision.slice(0, 12)}`);
  const who = commits.length === 1 ? commits[0]! : `one of ${commits.length} commits that no test can tell apart`;
  switch (tier) {
    case 'found':
      return `Found with ${formatPercent(probability)}: ${who}.`;
    case 'certified':
      return `Certified: ${who}; the failure rate rises there.`;
    case 'suspect':
      return `Suspect with ${formatPercent(probability)}: ${who}.`;
    case 'no-change':
      return explainNoChange(ends);
    case 'budget':
      return `Budget exhausted: ${culprits.length} commits may be the culprit; about ${remaining} more tests are needed.`;
    case 'stopped':
      return `Stopped: ${culprits.length} commits may be the culprit; about ${remaining} more tests are needed. Continue with --resume.`;
  }
}

function explainNoChange({ good, bad }: Summarised['ends']): string {
  const counts = ({ failures, tests }: EndCounts): string => `${failures} of ${tests}`;
  if (bad.failures === 0 && good.failures === 0) {
    return `No change in this range: the bad end never failed (${counts(bad)} tests). Is the command right?`;
  }
  return `No change in this range: the good end failed in ${counts(good)} tests, the bad end in ${counts(bad)}. Choose an older good end.`;
}

/** Such as `99.4 %`; never 100 %. */
export function formatPercent(probability: number): string {
  const percent = probability * 100;
  return percent > 99.99 ? '> 99.99 %' : `${percent.toFixed(percent > 99 ? 2 : percent >= 10 ? 1 : 2)} %`;
}
