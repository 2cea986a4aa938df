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
  /** What history says of the flight; null: only what happened is shown. */
  readonly judgement?: Judgement | null;
  /** Address of a file of a job, such as a path relative to the page. Default: files are only named. */
  readonly stashHref?: (job: string, path: string) => string;
  /** What the page may weigh; long logs of jobs that passed are thinned first. Default 2 MB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 2_000_000;
/** Lines around a failure when few jobs failed; less when many did. */
const EXCERPT_LINES = 30;

/**
 * A flight as one HTML page that needs nothing else: what did not pass and why, the grid of jobs and steps, and each
 * job on one clock.
 *
 * Outcome, grid, steps, reasons and what stands around each failure are plain HTML. The stream of a job (every
 * command, console line, file on one clock) is packed into the page and drawn by its script when the job is opened.
 *
 * @returns at most `maxBytes`, but for what the grid and the failures need.
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
  return fragment`<a class="skip-link" href="#failures">Skip to what did not pass</a>
    ${outcomeSection(record, jobs, options)}
    <main>
      ${searchBar(jobs)} ${gridSection(jobs)}
      <section id="jobs" aria-labelledby="jobs-title">
        <h2 id="jobs-title">Each job on its clock</h2>
        <noscript>
          <p class="meta">
            Without its script this page shows the outcome, the grid, the steps, and what stands around each failure.
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

/** Only these two scripts can run, whatever else should ever get onto the page; and nothing is fetched. */
const CONTENT_POLICY = raw(
  `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${sha256(HEAD_SCRIPT)}' 'sha256-${sha256(PAGE_SCRIPT)}'; base-uri 'none'; form-action 'none'`,
);
