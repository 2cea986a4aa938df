import { formatDuration } from '../../util/units.ts';
import { groupJobs, type GridGroup, type GridRow } from './page-columns.ts';
import { fragment, join, raw, type Html } from '../html/page-html.ts';
import { verdictsOf, type PageJob, type PageStep } from './page-model.ts';
import { reasonOf } from './page-job.ts';
import { isBad, isFinal, statusBadge, STATUS_ORDER, symbolOf, type AnyStatus } from './page-status.ts';
import { shortDuration } from './page-time.ts';
import { verdictTag } from './page-verdict.ts';

/** Returns tables with a row per job and a column per testid; recipes with few common steps have separate tables. */
export function gridSection(jobs: readonly PageJob[]): Html {
  const groups = groupJobs(jobs);
  return fragment`<section id="grid" aria-labelledby="grid-title">
    <h2 id="grid-title">Jobs and steps</h2>
    ${groups.map(groupTable)}
    <p id="nothing" hidden>No job matches.</p>
    ${legend(jobs)}
  </section>
  `;
}

function groupTable({ recipes, columns, rows }: GridGroup): Html {
  const title = recipes.join(', ');
  return fragment`<div class="scroll" role="region" tabindex="0" aria-label="Steps of ${title}">
    <table class="grid">
      <caption>
        ${title}
        <span class="count">${rows.length === 1 ? '1 job' : `${rows.length} jobs`}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col" class="corner">job</th>
          ${columns.map((column) => fragment`<th scope="col" class="col"><span>${column}</span></th>`)}
          <th scope="col" class="text">took</th>
          <th scope="col" class="text">host</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(gridRow)}
      </tbody>
    </table>
  </div>
  `;
}

function gridRow({ job, cells }: GridRow): Html {
  const { status } = job;
  const took = job.endMs > job.startMs ? shortDuration(job.endMs - job.startMs) : '';
  const look = isBad(status) || !isFinal(status) ? raw(' class="look"') : null;
  const verdicts = verdictsOf(job);
  const data = verdicts.length === 0 ? null : fragment` data-verdicts="${verdicts.map(({ word }) => word).join('|')}"`;
  return fragment`<tr data-n="${job.index}"${data}${look}>
    <th scope="row"><a href="#${encodeURIComponent(job.anchor)}">${statusBadge(status)} ${job.name}${verdictTag(job.verdict)}</a></th>
    ${cells.map(gridCell)}
    <td class="text">${took}</td>
    <td class="text">${job.hosts.join(', ')}</td>
  </tr>
  `;
}

/** Returns the status word of a failed step, else sign and duration; screen readers get the word in both cases. */
function gridCell(step: PageStep | null): Html {
  if (step === null) return fragment`<td></td>`;
  const { status, testid } = step;
  const href = `#${encodeURIComponent(step.anchor)}`;
  const took = step.startMs === null || step.endMs === null ? null : step.endMs - step.startMs;
  const short = took === null ? '' : shortDuration(took);
  if (!isBad(status))
    return fragment`<td class="${status}"><a href="${href}" aria-label="${status} ${short}"><b>${symbolOf(status)}</b> ${short}</a></td>`;
  const after = took === null ? '' : ` after ${formatDuration(took)}`;
  const title = `${testid}: ${status}${after}: ${reasonOf(step)}`;
  return fragment`<td class="${status}"><a href="${href}" title="${title}">${statusBadge(status)}${verdictTag(step.verdict)}</a></td>`;
}

function legend(jobs: readonly PageJob[]): Html {
  const used = new Set<AnyStatus>(jobs.flatMap((job) => [job.status, ...job.steps.map((step) => step.status)]));
  const signs = STATUS_ORDER.filter((status) => used.has(status) && symbolOf(status) !== '?').map(statusBadge);
  return fragment`<p class="legend">
    Signs: ${join(signs, ' ')} An empty cell: the job has no such step, or did not reach it.
    A time is the duration of the step.
  </p>`;
}
