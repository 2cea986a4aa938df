import { createHash } from 'node:crypto';
import type { FlightRecord } from '../../../typings/report.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { packJobs, type PackedJob } from './page-data.ts';
import { gridSection } from './page-grid.ts';
import { fragment, markup, raw, type Html } from '../html/page-html.ts';
import { jobSection } from './page-job.ts';
import { toPageJobs, type PageJob } from './page-model.ts';
import { HEAD_SCRIPT, PAGE_SCRIPT } from './browser/page-script.ts';
import { isBad } from './page-status.ts';
import { PAGE_STYLE } from './page-style.ts';
import { readVerdicts } from './page-verdict.ts';
import { keysHelp, outcomeSection, outcomeTitle, searchBar } from './page-top.ts';

export interface FlightPageOptions {
  readonly generatedAt: Date;
  /** The judgement of the flight; null: the page shows no verdicts. */
  readonly judgement?: Judgement | null;
  /** Returns the address of a job's file, such as a path relative to the page. Default: file names without links. */
  readonly stashHref?: (job: string, path: string) => string;
  /** Size limit of the page in bytes; long logs of passed jobs are shortened first. Default 2 MB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 2_000_000;
/** Number of lines around a failure if few jobs failed; fewer are shown if many failed. */
const EXCERPT_LINES = 30;

/**
 * Returns a self-contained HTML page of a flight: the failures with their reasons, the grid of jobs and steps, and the
 * timeline of each job.
 *
 * Outcome, grid, steps, reasons and the log excerpts around each failure are plain HTML. The stream of a job is every
 * command, console line and file in order of time. It is packed into the page; the script draws it with the open job.
 *
 * @returns at most `maxBytes`, unless the grid and the failures alone need more.
 */
export function flightPage(record: FlightRecord, options: FlightPageOptions): string {
  const jobs = toPageJobs(record, readVerdicts(options.judgement ?? null));
  const body = pageBody(record, jobs, options);
  const used = Buffer.byteLength(markup(body)) + PAGE_STYLE.length + PAGE_SCRIPT.length + 4_000 + jobs.length * 80;
  const packed = packJobs(jobs, isImportant, (options.maxBytes ?? DEFAULT_MAX_BYTES) - used);
  return markup(fragment`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
        <title>Flight ${record.flight.flight}: ${outcomeTitle(jobs)}</title>
        <script>${raw(HEAD_SCRIPT)}</script>
        <style>${raw(PAGE_STYLE)}</style>
      </head>
      <body>
        ${body}
        <script type="text/plain" id="lines">${raw(packed.lines)}</script>
        ${packed.jobs.map(packedScript)}
        <script>${raw(PAGE_SCRIPT)}</script>
      </body>
    </html>
  `);
}

const isImportant = (job: PageJob): boolean => isBad(job.status) || job.steps.some((step) => isBad(step.status));

function pageBody(record: FlightRecord, jobs: readonly PageJob[], options: FlightPageOptions): Html {
  const failing = jobs.filter(isImportant).length;
  const excerptLines = Math.max(8, Math.min(EXCERPT_LINES, Math.floor((EXCERPT_LINES * 12) / Math.max(1, failing))));
  const areThere = (record.files?.expiredAt ?? null) === null;
  const stashHref = areThere ? (options.stashHref ?? null) : null;
  return fragment`<a class="skip-link" href="#failures">Skip to the failures</a>
    ${outcomeSection(record, jobs, options)}
    <main>
      ${searchBar(jobs)} ${gridSection(jobs)}
      <section id="jobs" aria-labelledby="jobs-title">
        <h2 id="jobs-title">Timelines of the jobs</h2>
        <noscript>
          <p class="meta">
            Without its script this page shows the outcome, the grid, the steps, and the lines around each failure.
            The whole stream of a job, search and keys need the script.
          </p>
        </noscript>
        ${jobs.map((job) => jobSection(job, { stashHref, excerptLines, open: jobs.length === 1 }))}
      </section>
    </main>
    ${keysHelp()}`;
}

const packedScript = ({ index, base64, leftOut }: PackedJob): Html =>
  fragment`<script type="text/plain" id="data-${index}" data-left="${leftOut}">${raw(base64)}</script>
  `;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Allows only these two scripts, even if another one is injected into the page; the page fetches nothing. */
const CONTENT_POLICY = raw(
  `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${sha256(HEAD_SCRIPT)}' 'sha256-${sha256(PAGE_SCRIPT)}'; base-uri 'none'; form-action 'none'`,
);
