import { formatDuration } from '../../util/units.ts';
import { failureContext, type ConsoleExcerpt, type FailureContext } from './page-failure.ts';
import { fragment, join, type Html } from '../html/page-html.ts';
import type { PageCommand, PageJob, PageStep } from './page-model.ts';
import { formatOffset } from './page-time.ts';

/**
 * Returns the excerpts of a failure: the lines around it on every console, then the command and the end of its output.
 */
export function failureSection(job: PageJob, step: PageStep, lines: number): Html {
  const context = failureContext(job, step, lines);
  const offset = (atMs: number): string => formatOffset(atMs - job.startMs);
  return fragment`<div class="failure">
    ${context.consoles.map((serial) => consoleExcerpt(serial, context.atMs, offset))}
    ${commandExcerpt(context.command, lines, offset)}
  </div>
  `;
}

function consoleExcerpt(
  { name, lines, before, after, silentMs }: ConsoleExcerpt,
  atMs: number,
  offset: (atMs: number) => string,
): Html {
  const rows = lines.map((line) => {
    const text = fragment`<i>${offset(line.atMs)}</i> ${line.text}`;
    return line.suspect ? fragment`<mark>▸ ${text}</mark>` : fragment`  ${text}`;
  });
  const later = lines.findIndex((line) => line.atMs > atMs);
  const silent = (silentMs ?? 0) < SILENCE_MS ? [] : [fragment`  … silent for ${formatDuration(silentMs ?? 0)}`];
  rows.splice(later === -1 ? rows.length : later, 0, ...silent, ENDED_HERE);
  const silence = silentMs === null ? 'nothing before the step ended' : `last line ${formatDuration(silentMs)} before`;
  return fragment`<h4>Console ${name} <span class="count">${silence} · ${before} lines before, ${after} after</span></h4>
    <pre tabindex="0">${join(rows, '\n')}</pre>
  `;
}

/** Shortest silence before a failure that is shown. */
const SILENCE_MS = 3000;
const ENDED_HERE = fragment`<span class="now">✗ the step ended here</span>`;

function commandExcerpt(
  guilty: FailureContext['command'],
  lines: number,
  offset: (atMs: number) => string,
): Html | null {
  if (guilty === null) return null;
  const { what, command } = guilty;
  // a command that passed needs only enough output to show its progress
  const shown = command.exitCode === 0 ? Math.min(lines, 8) : lines;
  const left = Math.max(0, command.output.length - shown);
  const output = command.output
    .slice(left)
    .map(({ stream, text }) =>
      stream === 'stderr' ? fragment`<span class="err">! ${text}</span>` : fragment`  ${text}`,
    );
  if (left > 0) output.unshift(fragment`  … ${left} lines before`);
  if (command.output.length === 0) output.push(fragment`  (no output)`);
  return fragment`<h4>
      ${what} <span class="count">${command.host} ${offset(command.atMs)} · ${howItEnded(command)}</span>
    </h4>
    <pre tabindex="0" class="out"><b>$ ${command.command}</b>
      ${join(output, '\n')}</pre>
  `;
}

function howItEnded({ exitCode, durationMs }: PageCommand): string {
  if (durationMs === null) return 'did not exit';
  return `${exitCode === null ? 'no exit code' : `exit ${exitCode}`} after ${formatDuration(durationMs)}`;
}
