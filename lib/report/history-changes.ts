import type { JobRun } from '../../typings/history.ts';

/** What is different since a job last passed, in sentences; none where the newest run passed. */
export function describeChanges(runs: readonly JobRun[]): string[] {
  const lastPass = runs.findIndex(({ status }) => status === 'pass');
  const [newest] = runs;
  if (newest === undefined || lastPass === 0) return [];
  const passed = runs[lastPass];
  if (passed === undefined) return ['None of them passed.'];
  const firstFail = runs[lastPass - 1] ?? newest;
  const changes = [
    ...differences(passed.revisions, firstFail.revisions),
    ...differences(passed.hosts, firstFail.hosts),
    ...(passed.harness.join() === firstFail.harness.join() ? [] : ['osstest']),
  ];
  return [
    `Last passed in ${passed.flight}; not passed since ${firstFail.flight} (${lastPass} runs).`,
    changes.length === 0
      ? `Nothing that is recorded changed between ${passed.flight} and ${firstFail.flight}.`
      : `Changed between ${passed.flight} and ${firstFail.flight}: ${changes.join(', ')}.`,
  ];
}

function differences(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name} ${cut(before[name])} → ${cut(after[name])}`);
}

const cut = (value: string | undefined): string => value?.slice(0, 20) ?? 'none';
