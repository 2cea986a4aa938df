import type { GateRunState } from '../../../typings/gate.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import type { RevisionLog } from '../../git/revision-log.ts';
import type { GateMailParts } from '../../report/mail/judge-mail.ts';
import { formatMachineReadable } from '../../report/judgement/judge-mro.ts';

const RULE = '-'.repeat(60);
const MAX_PEOPLE = 300;

/** Returns the people who should read a report: those who touched the tested revisions. */
export const peopleText = (people: readonly string[]): string => {
  const lines = people.length > MAX_PEOPLE ? [`${people.length} people`] : people;
  return ['People who touched revisions under test:', ...lines.map((person) => `  ${person}`)].join('\n');
};

/**
 * Returns the parts of the mail beside the judgement: the kind of the test, and the result of the push. Source: the
 * original's.
 */
export function mailParts(state: GateRunState, judgement: Judgement, log: RevisionLog | null): Required<GateMailParts> {
  const { push, mode } = state;
  const isPushed = push?.kind === 'pushed';
  return {
    testKind: mode ?? 'test',
    subjectEnd: isPushed ? ' - PUSHED' : push?.kind === 'refused' ? ' - PUSH REFUSED' : '',
    tail: [...brokenLines(judgement), '', ...pushLines(state), '', ...logLines(state, log)]
      .map((line) => `${line}\n`)
      .join(''),
  };
}

/** Problems of the lab come first, where readers see them. */
const brokenLines = (judgement: Judgement): readonly string[] =>
  formatMachineReadable(judgement)
    .split('\n')
    .filter((line) => line.startsWith('broken'));

function pushLines({ push, mayPush, revision }: GateRunState): readonly string[] {
  if (push === null) return [];
  if (push.kind === 'pushed') return ['Pushing revision :', '', ...push.output.split('\n')];
  if (push.kind === 'refused')
    return [`Pushing revision ${revision}: refused`, '', push.why, ...push.output.split('\n')];
  if (!mayPush) return [push.why];
  return ['Not pushing.', ...(push.why.startsWith('there are') ? [] : [`(${push.why})`])];
}

/** Returns the log of the new revisions, in which a reader searches for the cause of a failure; none for a push. */
function logLines({ push, mayPush }: GateRunState, log: RevisionLog | null): readonly string[] {
  if (!mayPush || push?.kind === 'pushed' || log === null || log.count === 0) return [];
  return [RULE, ...(log.lines ?? [`(No revision log; it would be ${log.count} lines long.)`])];
}
