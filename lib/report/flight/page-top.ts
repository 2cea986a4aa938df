import type { FlightRecord } from '../../../typings/report.ts';
import type { Judgement, Revisions } from '../../../typings/verdict.ts';
import { formatDuration } from '../../util/units.ts';
import { fileLines } from './file-lines.ts';
import { fragment, join, type Html } from '../html/page-html.ts';
import { reasonOf } from './page-job.ts';
import { badSteps, verdictsOf, type PageJob } from './page-model.ts';
import { countStatuses, isBad, isFinal, rank, statusBadge, symbolOf, type AnyStatus } from './page-status.ts';
import { formatUtc } from './page-time.ts';
import { countVerdicts, verdictTag, type PageVerdict } from './page-verdict.ts';
import { baselineVersions } from '../judgement/baseline-versions.ts';
import { sortedVersions } from '../judgement/sorted-versions.ts';
import { VERDICT_WORDS } from '../judgement/judge-text.ts';

/** Returns the outcome in a few words, such as `3 of 50 jobs did not pass`. */
export function outcomeTitle(jobs: readonly PageJob[]): string {
  if (jobs.length === 0) return 'no jobs';
  const bad = jobs.filter((job) => isBad(job.status)).length;
  const open = jobs.filter((job) => !isFinal(job.status)).length;
  const worst = jobs[0]?.status ?? 'queued';
  if (open > 0) return `${open} of ${jobs.length} jobs not finished${bad === 0 ? '' : `, ${bad} did not pass`}`;
  if (jobs.length === 1) return bad === 0 ? 'passed' : `${worst}`;
  return bad === 0 ? `all ${jobs.length} jobs passed` : `${bad} of ${jobs.length} jobs did not pass`;
}

/** Returns the head of the page: outcome, facts, judgement and failures. */
export function outcomeSection(
  { flight, files = null }: Pick<FlightRecord, 'flight' | 'files'>,
  jobs: readonly PageJob[],
  { generatedAt, judgement = null }: { readonly generatedAt: Date; readonly judgement?: Judgement | null },
): Html {
  const worst = countStatuses(jobs.map((job) => job.status))[0]?.[0] ?? 'queued';
  const starts = jobs.filter((job) => job.startMs > 0).map((job) => job.startMs);
  const startMs = flight.startedAt?.getTime() ?? Math.min(...starts);
  const took = starts.length === 0 ? 0 : Math.max(...jobs.map((job) => job.endMs)) - startMs;
  const facts = [
    `branch ${flight.branch}`,
    `blessing ${flight.blessing}`,
    ...(flight.intended === null || flight.intended === flight.blessing ? [] : [`intended ${flight.intended}`]),
    ...(Number.isFinite(startMs) ? [`started ${formatUtc(new Date(startMs))} UTC`] : []),
    ...(took > 0 ? [`took ${formatDuration(took)}`] : []),
    ...fileLines(files),
    `page created ${formatUtc(generatedAt)} UTC`,
  ];
  return fragment`<header class="top ${worst}">
    <h1>
      <span class="sign" aria-hidden="true">${symbolOf(worst)}</span>
      <span>Flight ${flight.flight}: ${outcomeTitle(jobs)}</span>
    </h1>
    <p class="meta">${facts.join(' · ')}</p>
    ${judgement === null ? null : judgementLines(judgement)}
    ${failureList(jobs)}
  </header>`;
}

/** Returns the verdict on the flight, and the baseline with which it was compared. */
function judgementLines({ verdict, evidence }: Judgement): Html {
  const list = (revisions: Revisions): string =>
    sortedVersions(revisions)
      .map(([tree, revision]) => `${tree} ${revision.slice(0, 12)}`)
      .join(', ');
  const { versions, compared } = evidence;
  const baseline = list(baselineVersions(versions));
  const flights = compared.filter(({ matchesThat }) => matchesThat).map(({ flight }) => `${flight}`);
  const shown = [...flights.slice(0, 5), ...(flights.length > 5 ? [`${flights.length - 5} more`] : [])];
  const facts = [
    ...(Object.keys(versions.this).length === 0 ? [] : [`tested ${list(versions.this)}`]),
    `compared with ${baseline === '' ? 'earlier revisions of the branch' : baseline}`,
    flights.length === 0
      ? 'which no flight has tested'
      : `in ${flights.length === 1 ? 'flight' : 'flights'} ${shown.join(', ')}`,
  ];
  return fragment`<p class="judged"><b>${verdict}</b>: ${VERDICT_WORDS[verdict]} <span class="meta">${facts.join(' · ')}</span></p>`;
}

interface Failure {
  readonly status: AnyStatus;
  readonly verdict: PageVerdict | null;
  readonly testid: string;
  readonly reason: string;
  readonly links: Html[];
}

/** Returns a list with one line per reason; jobs that failed in the same way share a line. */
function failureList(jobs: readonly PageJob[]): Html {
  const failures = new Map<string, Failure>();
  for (const job of jobs) {
    if (!isBad(job.status) && badSteps(job).length === 0) continue;
    for (const { anchor, ...what } of jobFailures(job)) {
      const key = JSON.stringify(what);
      const failure = failures.get(key) ?? { ...what, links: [] };
      failure.links.push(fragment`<a href="#${encodeURIComponent(anchor)}">${job.name}</a>`);
      failures.set(key, failure);
    }
  }
  if (failures.size === 0) return fragment`<p id="failures" class="calm">Nothing failed.</p>`;
  const blocks = (failure: Failure): number => (failure.verdict?.blocks === true ? 0 : 1);
  const sorted = [...failures.values()].toSorted((a, b) => blocks(a) - blocks(b) || rank(a.status) - rank(b.status));
  const rest = sorted.slice(SHOWN);
  return fragment`<div id="failures" tabindex="-1" role="region" aria-label="Failures">
    <ul>
      ${sorted.slice(0, SHOWN).map(failureLine)}
    </ul>
    ${rest.length === 0 ? null : fragment`<details><summary>${rest.length} more</summary><ul>${rest.map(failureLine)}</ul></details>`}
  </div>`;
}

/** Number of failures that are shown before the rest is folded. */
const SHOWN = 12;

function jobFailures(job: PageJob): readonly (Omit<Failure, 'links'> & { readonly anchor: string })[] {
  const steps = badSteps(job);
  if (steps.length === 0)
    return [
      {
        status: job.status,
        verdict: job.verdict,
        testid: '',
        reason: job.reason ?? 'no reason was recorded',
        anchor: job.anchor,
      },
    ];
  return steps.map((step) => ({
    status: step.status,
    verdict: step.verdict,
    testid: step.testid,
    reason: reasonOf(step),
    anchor: step.anchor,
  }));
}

function failureLine({ status, verdict, testid, reason, links }: Failure): Html {
  const where =
    links.length <= 3
      ? join(links, ', ')
      : fragment`<details class="inline">
          <summary>${links.length} jobs</summary>
          ${join(links, ', ')}
        </details>`;
  return fragment`<li>
    ${statusBadge(status)} <span class="where">${where}${testid === '' ? null : fragment` <b>${testid}</b>`}</span>
    <span class="reason">${reason}${verdict === null ? null : fragment`<br>${verdictTag(verdict)} <span class="meta">${verdict.text}</span>`}</span>
  </li>
  `;
}

/** Returns the bar with search and filters, which is shown only if the script runs. */
export function searchBar(jobs: readonly PageJob[]): Html {
  const chips = countStatuses(jobs.map((job) => job.status)).map(
    ([status, count]) =>
      fragment`<button type="button" class="chip" data-status="${status}" aria-pressed="false">
        ${statusBadge(status)} ${count}
      </button>`,
  );
  const verdicts = countVerdicts(jobs.map(verdictsOf)).map(
    ([word, count]) =>
      fragment`<button type="button" class="chip" data-verdict="${word}" aria-pressed="false">${word} ${count}</button>`,
  );
  return fragment`<div id="bar" role="search">
    <label for="find">Search</label>
    <input
      id="find"
      type="search"
      placeholder="words; Enter: in all logs"
      autocomplete="off"
      spellcheck="false"
    />
    <span class="chips">${chips}</span>
    ${verdicts.length === 0 ? null : fragment`<span class="chips">${verdicts}</span>`}
    <label class="only"><input id="only" type="checkbox" /> only failures</label>
    <button type="button" id="help" aria-haspopup="dialog">Keys <kbd>?</kbd></button>
    <output id="found" for="find"></output>
  </div>`;
}

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'search all jobs; Enter: also in all logs'],
  ['f', 'show only failures, or everything'],
  ['n  p', 'next, previous failure'],
  ['g', 'back to the grid, to the cell you came from'],
  ['← → ↑ ↓', 'in the grid: from cell to cell; Home, End: ends of the row; Enter: open'],
  ['j  k', 'next, previous step of the open job (in the grid: next, previous job)'],
  ['s', 'search in the open job; Enter, Shift+Enter: next, previous hit'],
  ['e', 'open or close all steps of the open job'],
  ['t', 'times since the job started, or of the day (UTC)'],
  ['Esc', 'leave the search; close the job'],
  ['?', 'show these keys'],
];

/** Returns the dialog that lists the keys; only the script opens it. */
export const keysHelp = (): Html =>
  fragment`<dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl>
      ${KEYS.map(
        ([key, what]) =>
          fragment`<dt><kbd>${key}</kbd></dt>
            <dd>${what}</dd>`,
      )}
    </dl>
    <form method="dialog"><button>Close</button></form>
  </dialog>`;
