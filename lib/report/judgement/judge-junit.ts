import { groupBy } from '../../util/order.ts';
import type { FlightStep } from '../../../typings/history.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { escapeXml } from '../html/escape-xml.ts';
import { listResultCases, type ResultCase } from './judge-cases.ts';

/**
 * Returns a judged flight as JUnit XML, with a suite per job and a case per step. Only blocking failures are failures.
 * Other failures are skipped cases with a reason, so that a build server reaches the same verdict.
 */
export function formatJUnit(judgement: Judgement, steps: readonly FlightStep[]): string {
  const cases = listResultCases(judgement, steps);
  const { flight, branch } = judgement.evidence.subject;
  const suites = [...groupBy(cases, ({ job }) => job)].map(([job, own]) => formatSuite(job, own));
  const attributes = `name="${escapeXml(`${branch} ${flight}`)}" ${counts(cases)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${attributes}>\n${suites.join('')}</testsuites>\n`;
}

function formatSuite(job: string, cases: readonly ResultCase[]): string {
  return `  <testsuite name="${escapeXml(job)}" ${counts(cases)}>\n${cases.map(formatCase).join('')}  </testsuite>\n`;
}

function counts(cases: readonly ResultCase[]): string {
  const blocking = cases.filter(({ failure }) => failure?.blocks === true).length;
  const skipped = cases.filter(({ failure }) => failure?.blocks === false).length;
  const ms = cases.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  return `tests="${cases.length}" failures="${blocking}" errors="0" skipped="${skipped}" time="${ms / 1000}"`;
}

function formatCase({ job, name, status, durationMs, failure }: ResultCase): string {
  const time = durationMs === null ? '' : ` time="${durationMs / 1000}"`;
  const opening = `    <testcase classname="${escapeXml(job)}" name="${escapeXml(name)}"${time}`;
  if (failure === null) return `${opening}/>\n`;
  const message = escapeXml(`${status}: ${failure.text}`);
  const inner = failure.blocks
    ? `<failure type="${failure.kind}" message="${message}"/>`
    : `<skipped message="${escapeXml(failure.kind)}: ${message}"/>`;
  return `${opening}>${inner}</testcase>\n`;
}
