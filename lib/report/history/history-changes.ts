import type { CommitLog, JobChanges, ValueChange } from '../../../typings/history.ts';

/** Returns lines about the changes since a job last passed, with indented commits; none if the newest run passed. */
export function describeChanges(changes: JobChanges | null): string[] {
  if (changes === null) return [];
  const { lastPass, firstFailure, failures } = changes;
  if (lastPass === null) return ['No run passed.'];
  const all = [...changes.revisions, ...changes.hosts, ...changes.runvars, ...changes.harness];
  return [
    `Last passed in ${lastPass.flight}; not passed since ${firstFailure.flight} (${failures} runs).`,
    all.length === 0
      ? `No recorded value changed between ${lastPass.flight} and ${firstFailure.flight}.`
      : `Changed between ${lastPass.flight} and ${firstFailure.flight}: ${all.map(describeChange).join(', ')}.`,
    ...changes.revisions.flatMap(({ name, log }) => (log === null ? [] : describeLog(name, log))),
  ];
}

const describeChange = ({ name, before, after }: ValueChange): string => `${name} ${cut(before)} → ${cut(after)}`;

function describeLog(tree: string, { commits, total, problem }: CommitLog): string[] {
  if (problem !== null) return [`${tree}: the commits are not known: ${problem}`];
  const rest = total - commits.length;
  return [
    `${tree}: ${total === 1 ? '1 commit' : `${total} commits`}`,
    ...commits.map((commit) => `  ${commit}`),
    ...(rest > 0 ? [`  and ${rest} older ones`] : []),
  ];
}

const cut = (value: string | undefined): string => value?.slice(0, 20) ?? 'none';
