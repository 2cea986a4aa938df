import type { FlightStep } from '../../../typings/history.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { listResultCases, type ResultCase } from './judge-cases.ts';

/**
 * Returns a judged flight as TAP version 14, a test per step. Failures that do not block are TODO, which TAP ignores.
 */
export function formatTap(judgement: Judgement, steps: readonly FlightStep[]): string {
  const cases = listResultCases(judgement, steps);
  const { flight, branch } = judgement.evidence.subject;
  const lines = ['TAP version 14', `1..${cases.length}`, `# flight ${flight} ${branch}: ${judgement.outcome}`];
  return `${[...lines, ...cases.map(formatCase)].join('\n')}\n`;
}

function formatCase({ job, name, status, failure }: ResultCase, index: number): string {
  const title = `${index + 1} - ${escapeTap(`${job} ${name}`)}`;
  if (failure === null) return `ok ${title}`;
  const reason = escapeTap(`${status}: ${failure.text}`);
  return failure.blocks ? `not ok ${title} (${reason})` : `not ok ${title} # TODO ${failure.kind}: ${reason}`;
}

/** Escapes text for TAP, where a `#` starts a directive. */
const escapeTap = (text: string): string =>
  text.replaceAll(/[\\#]/g, (char) => `\\${char}`).replaceAll(/\s*\n\s*/g, ' ');
