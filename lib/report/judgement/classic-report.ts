import { compareBytewise } from '../../util/order.ts';
import type { Blessing } from '../../../typings/status.ts';
import type { Judgement, Revisions, Verdict } from '../../../typings/verdict.ts';
import { ageLines } from './classic-ages.ts';
import {
  CLASSIC_CATEGORIES,
  categorizeFailures,
  type ClassicEntry,
  type ClassicPlacement,
} from './classic-categories.ts';
import { classicHeaderLines } from './classic-headers.ts';
import { formatFailureLine } from './classic-line.ts';
import { baselineVersions } from './baseline-versions.ts';
import { sortedVersions } from './sorted-versions.ts';

/** The parts of a classic report that are not in the judgement. */
export interface ClassicReportSettings {
  /** Address of the published logs, without a slash at the end. */
  readonly logsUrl: string;
  readonly hostname: string;
  readonly logsDir: string;
  readonly imagesDir: string;
  /** The last lines of the report. */
  readonly trailer: string;
  /** Whether the report includes the `X-Osstest-…` lines, for the header of a mail. */
  readonly infoHeaders: boolean;
  /** Text before the flight's line, and before the jobs. */
  readonly includeBegin?: string;
  readonly include?: string;
  /** Flights that retested failures; the report lists them below the flight. */
  readonly retests?: readonly RetestFlight[];
  /** Default `mails`. */
  readonly placement?: ClassicPlacement;
}

/** A flight that retested failures of another flight. */
export interface RetestFlight {
  readonly flight: number;
  readonly blessing: Blessing;
}

const VERDICT_SENTENCES: Readonly<Record<Verdict, string>> = {
  perfect: 'Perfect :-)',
  regressions: 'Regressions :-(',
  tolerable: 'Failures :-/ but no regressions.',
  problems: 'Failures and problems with tests :-(',
};

const RULE = '-'.repeat(60);

/**
 * Returns the text report of the original, line for line. By default only failures that a pattern allows are
 * `allowable`, as in the mails since 2020.
 *
 * Source: the original's `sg-report-flight` of 2015.
 */
export function formatClassicReport(judgement: Judgement, settings: ClassicReportSettings): string {
  const { evidence, outcome, verdict, failures } = judgement;
  const { subject, versions } = evidence;
  const entries = categorizeFailures(judgement, settings.placement);
  const intended = subject.intended === null ? '' : ` [${subject.intended}]`;
  const flights = [subject, ...(settings.retests ?? [])];
  const ownFailures = failures.some(({ flight }) => flight === subject.flight);
  const lines = [
    `${subject.flight}: ${outcome}`,
    ...(settings.infoHeaders ? headerLines(judgement, settings.placement) : []),
    '',
    ...textLines(settings.includeBegin),
    ...flights.map(({ flight, blessing }) => `flight ${flight} ${subject.branch} ${blessing}${intended}`),
    ...flights.map(({ flight }) => `${settings.logsUrl}/${flight}/`),
    '',
    VERDICT_SENTENCES[verdict],
    ...categoryLines(entries, subject.flight),
    ownFailures ? '' : 'All tests in this flight passed',
    'version targeted for testing:',
    ...versionLines(versions.this),
    'baseline version:',
    ...versionLines(baselineVersions(versions)),
    ...ageLines(evidence),
    ...(settings.include === undefined ? [] : ['', RULE, ...textLines(settings.include)]),
    '',
    'jobs:',
    ...jobLines(subject.jobs),
    ...tailLines(settings),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const textLines = (text: string | undefined): string[] =>
  text === undefined || text === '' ? [] : text.replace(/\n$/, '').split('\n');

const headerLines = (judgement: Judgement, placement: ClassicPlacement | undefined): string[] =>
  classicHeaderLines(judgement, placement).flatMap(({ name, values }) => [
    `${name}:`,
    ...values.map((value) => `    ${value}`),
  ]);

const categoryLines = (entries: readonly ClassicEntry[], subject: number): string[] =>
  CLASSIC_CATEGORIES.flatMap(({ heading }) => {
    const own = entries.filter((entry) => entry.category.heading === heading);
    return own.length === 0 ? [] : ['', ...heading, ...own.map(({ failure }) => formatFailureLine(failure, subject))];
  });

const versionLines = (revisions: Revisions): string[] =>
  sortedVersions(revisions).map(([tree, revision]) => ` ${tree.padEnd(20)} ${revision}`);

function jobLines(jobs: Judgement['evidence']['subject']['jobs']): string[] {
  const keyed = jobs.map(({ job, status }) => ({
    key: jobSortKey(job),
    line: ` ${job.padEnd(60)} ${status.padEnd(8)}`,
  }));
  return keyed.sort((a, b) => compareBytewise(a.key, b.key)).map(({ line }) => line);
}

/**
 * Returns a key that sorts jobs by their first word, then by the other words from the end, so variants are adjacent.
 */
function jobSortKey(job: string): string {
  const marked = job.replace(/-(x[^-]+)$/, '-_$1');
  const [first = '', ...rest] = marked.split('-');
  return `${first} ${rest.reverse().join('-')} ${job}`;
}

const tailLines = (settings: ClassicReportSettings): string[] => [
  '',
  '',
  RULE,
  `sg-report-flight on ${settings.hostname}`,
  `logs: ${settings.logsDir}`,
  `images: ${settings.imagesDir}`,
  '',
  ...textLines(settings.trailer),
  '',
];
