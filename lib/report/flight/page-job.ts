import { formatBytes, formatDuration } from '../../util/units.ts';
import { failureSection } from './page-excerpt.ts';
import { fragment, raw, type Html } from '../html/page-html.ts';
import { badSteps, type PageJob, type PageStep } from './page-model.ts';
import { isBad, statusBadge } from './page-status.ts';
import { formatOffset, formatUtc } from './page-time.ts';
import { verdictTag } from './page-verdict.ts';

export interface JobSectionOptions {
  /** Returns the address of a file of the job; null: file names have no links. */
  readonly stashHref: ((job: string, path: string) => string) | null;
  /** Number of lines of each console that are shown around a failure. */
  readonly excerptLines: number;
  readonly open: boolean;
}

/**
 * Returns a job with its steps on one time axis; without the script, only the stream is missing. If scripts run, the
 * browser does not build the content of `noscript`: the script builds it when the job is opened.
 */
export function jobSection(job: PageJob, options: JobSectionOptions): Html {
  return fragment`<details class="job ${job.status}" id="${job.anchor}" data-n="${job.index}"${options.open ? OPEN : null}>
    <summary>
      <h3>${statusBadge(job.status)} ${job.name}</h3>
      <span class="about">${about(job)}</span>
    </summary>
    <noscript>${whyNot(job)}
    <div class="clock"></div>
    <ol class="steps">
      ${job.steps.map((step) => stepItem(job, step, options.excerptLines))}
    </ol>
    <div class="extra">${runvarList(job)}${fileList(job, options.stashHref)}</div></noscript>
  </details>
  `;
}

const OPEN = raw(' open');

function about(job: PageJob): string {
  const took = job.endMs > job.startMs ? [`took ${formatDuration(job.endMs - job.startMs)}`] : [];
  const started = job.startMs === 0 ? [] : [`started ${formatUtc(new Date(job.startMs))} UTC`];
  return [job.recipe, ...(job.hosts.length === 0 ? [] : [`on ${job.hosts.join(', ')}`]), ...took, ...started].join(
    ' · ',
  );
}

function whyNot(job: PageJob): Html | null {
  const bad = badSteps(job);
  if (bad.length > 0)
    return fragment`<ul class="why">
      ${bad.map(
        (step) =>
          fragment`<li>${statusBadge(step.status)} <a href="#${encodeURIComponent(step.anchor)}">${step.testid}</a> ${reasonOf(step)}</li>`,
      )}
    </ul>`;
  return job.reason === null ? null : fragment`<p class="why">${job.reason}</p>`;
}

/** Returns the reason of a failed step in one line. */
export const reasonOf = (step: PageStep): string => step.reason ?? 'no reason was recorded';

function stepItem(job: PageJob, step: PageStep, excerptLines: number): Html {
  const bad = isBad(step.status);
  const { startMs, endMs } = step;
  const started = startMs === null ? '' : formatOffset(startMs - job.startMs).replace(/\.\d+$/, '');
  const took = startMs === null || endMs === null ? '' : formatDuration(endMs - startMs);
  return fragment`<li>
    <details class="step${bad ? ' bad' : ''}" id="${step.anchor}" data-no="${step.stepno}"${bad ? OPEN : null}>
      <summary>
        <span class="no">${step.stepno}</span> ${statusBadge(step.status)} <b>${step.testid}</b>
        <span class="when">${started}</span> <span class="took">${took}</span> ${bar(job, step)}
        ${bad || step.reason !== null ? fragment`<span class="reason">${reasonOf(step)}${verdictTag(step.verdict)}</span>` : null}
      </summary>
      ${bad ? failureSection(job, step, excerptLines) : null}
      <p class="meta">${step.script}${period(step)}</p>
    </details>
  </li>
  `;
}

function bar(job: PageJob, step: PageStep): Html | null {
  if (step.startMs === null) return null;
  const whole = Math.max(1, job.endMs - job.startMs);
  const left = ((step.startMs - job.startMs) / whole) * 100;
  const width = (((step.endMs ?? job.endMs) - step.startMs) / whole) * 100;
  return fragment`<span class="bar"><i style="left:${left.toFixed(1)}%;width:${width.toFixed(1)}%"></i></span>`;
}

function period({ startMs, endMs }: PageStep): string {
  if (startMs === null) return '';
  const end = endMs === null ? 'not finished' : formatUtc(new Date(endMs)).slice(11);
  return ` · ${formatUtc(new Date(startMs))} to ${end} UTC`;
}

function runvarList({ runvars }: PageJob): Html | null {
  const names = Object.keys(runvars).toSorted();
  if (names.length === 0) return null;
  return fragment`<details>
    <summary>${names.length} runvars</summary>
    <dl>
      ${names.map((name) => fragment`<dt>${name}</dt> <dd>${runvars[name] ?? ''}</dd>`)}
    </dl>
  </details>`;
}

function fileList(job: PageJob, stashHref: JobSectionOptions['stashHref']): Html | null {
  if (job.stash.length === 0) return null;
  const bytes = job.stash.reduce((sum, file) => sum + file.bytes, 0);
  return fragment`<details class="files">
    <summary>${job.stash.length === 1 ? '1 file' : `${job.stash.length} files`}, ${formatBytes(bytes)}</summary>
    ${job.stashFolder === null ? null : fragment`<p class="meta">${job.stashFolder}</p>`}
    <ul>
      ${job.stash.map((file) => {
        const name =
          stashHref === null
            ? fragment`${file.path}`
            : fragment`<a href="${stashHref(job.name, file.path)}">${file.path}</a>`;
        return fragment`<li>${name} <span class="count">${formatBytes(file.bytes)}</span></li>`;
      })}
    </ul>
  </details>`;
}
