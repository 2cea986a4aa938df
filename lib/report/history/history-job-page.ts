import { compareBytewise } from '../../util/order.ts';
import type { JobChanges, RecordedJobRun } from '../../../typings/history.ts';
import { formatTime } from '../../util/format-time.ts';
import { escapeXml } from '../html/escape-xml.ts';
import { describePastFailures, pastFailureStyle } from './history-failure.ts';
import { jobUrl, link, renderHistoryPage, type HistoryCell, type HistoryLinks } from './history-frame.ts';
import { describeChanges } from './history-changes.ts';

/** Returns the page of a job's past runs, the newest first; `branch` null: of all branches. */
export function renderJobHistory(
  job: string,
  runs: readonly RecordedJobRun[],
  options: HistoryLinks & { readonly branch: string | null; readonly changes: JobChanges | null },
): string {
  const hosts = namesIn(runs.map((run) => run.hosts));
  const revisions = namesIn(runs.map((run) => run.revisions));
  const { branch } = options;
  const changes = describeChanges(options.changes).map((line) => escapeXml(line).replace(/^ +/, '&emsp;'));
  return renderHistoryPage({
    title: `${job} (${branch === null ? 'all branches' : `branch ${branch}`})`,
    intro: [`${runs.length} runs.`, ...changes].join('<br>'),
    columns: ['started', 'flight', 'branch', 'failure', ...hosts, 'osstest', ...revisions],
    rows: runs.map((run, at) => rowOf(run, runs[at - 1], { ...options, hosts, revisions })),
  });
}

/** Returns names in order of appearance, the newest run first; the names of one run are sorted. */
function namesIn(records: readonly Readonly<Record<string, string>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record).sort(compareBytewise)))];
}

interface RowContext extends HistoryLinks {
  readonly branch: string | null;
  readonly hosts: readonly string[];
  readonly revisions: readonly string[];
}

function rowOf(run: RecordedJobRun, above: RecordedJobRun | undefined, context: RowContext): HistoryCell[] {
  const { flight, job } = run;
  const changing = (value: string, before: string | undefined): HistoryCell => ({
    html: escapeXml(value),
    ...(before !== undefined && before !== value ? { style: 'changed' } : {}),
  });
  return [
    { html: run.startedAt === null ? '' : formatTime(run.startedAt) },
    { html: link(`${context.logsUrl}/${flight}`, `${flight}`) },
    {
      html: link(
        `${context.resultsUrl}/history/${encodeURIComponent(job)}/${encodeURIComponent(run.branch)}.html`,
        run.branch,
      ),
    },
    {
      html: link(jobUrl(context, flight, job), describePastFailures(run.status, run.failures)),
      style: pastFailureStyle(run.status),
    },
    ...context.hosts.map((role) => changing(run.hosts[role] ?? '-', above && (above.hosts[role] ?? '-'))),
    changing(run.harness.map(shorten).join(', '), above?.harness.map(shorten).join(', ')),
    ...revisionCells(run, above, context.revisions).map(({ value, before }) => changing(value, before)),
  ];
}

/** Returns cells of revisions; a revision equal to the one to its left becomes an arrow. */
function revisionCells(run: RecordedJobRun, above: RecordedJobRun | undefined, names: readonly string[]) {
  const values = names.map((name) => shorten(run.revisions[name] ?? ''));
  return names.map((name, at) => ({
    value: at > 0 && values[at] !== '' && values[at] === values[at - 1] ? '<-' : (values[at] ?? ''),
    before: above === undefined || above.revisions[name] === run.revisions[name] ? undefined : '',
  }));
}

/** Shortens a revision to twelve digits, which follow the local number of Mercurial. */
const shorten = (revision: string): string => revision.replace(/^(\d+:)?(.{0,12}).*$/s, '$1$2');
