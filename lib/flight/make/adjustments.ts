import type { PlannedJob } from '../../../typings/flight-plan.ts';
import type { Blessing } from '../../../typings/status.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { nameMatcher, selectJobs } from './select-jobs.ts';

/** One change of a flight, by the commands of the original. */
export type Adjustment =
  | { readonly kind: 'copy'; readonly from: number; readonly jobs: string }
  | { readonly kind: 'runvar-set'; readonly jobs: string; readonly runvars: string; readonly value: string }
  | { readonly kind: 'runvar-del'; readonly jobs: string; readonly runvars: string }
  | {
      readonly kind: 'runvar-change';
      readonly jobs: string;
      readonly runvars: string;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly kind: 'runvar-perlop';
      readonly jobs: string;
      readonly runvars: string;
      readonly operation: Substitution;
    }
  | { readonly kind: 'intended-blessing'; readonly blessing: Blessing }
  | { readonly kind: 'branch'; readonly branch: string };

/** `s/PATTERN/REPLACEMENT/`, with the flags g and i. */
export interface Substitution {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** The arguments of each change. */
export const ADJUSTMENTS = {
  copy: ['FLIGHT'],
  'copy-jobs': ['FLIGHT', 'JOBS'],
  'runvar-set': ['JOBS', 'RUNVAR', 'VALUE'],
  'runvar-del': ['JOBS', 'RUNVARS'],
  'runvar-change': ['JOBS', 'RUNVARS', 'OLD', 'NEW'],
  'runvar-perlop': ['JOBS', 'RUNVARS', 's/PATTERN/REPLACEMENT/'],
  'intended-blessing': ['BLESSING'],
  branch: ['BRANCH'],
} as const;

type Word = keyof typeof ADJUSTMENTS;

/**
 * Parses the words of a command line as a sequence of changes.
 *
 * @throws UsageError (`USAGE`, blame operator)
 *
 * Source: osstest cs-adjust-flight.
 */
export function parseAdjustments(words: readonly string[]): readonly Adjustment[] {
  const changes: Adjustment[] = [];
  for (let at = 0; at < words.length;) {
    const name = words[at]!;
    if (!Object.hasOwn(ADJUSTMENTS, name)) {
      throw new UsageError(`"${name}": is not a change; want one of ${Object.keys(ADJUSTMENTS).join(', ')}`);
    }
    const wanted = ADJUSTMENTS[name as Word];
    const given = words.slice(at + 1, at + 1 + wanted.length);
    if (given.length < wanted.length)
      throw new UsageError(`${name}: want ${wanted.join(' ')}, got ${given.join(' ') || 'nothing'}`);
    changes.push(parseOne(name as Word, given));
    at += 1 + wanted.length;
  }
  return changes;
}

function parseOne(kind: Word, [a = '', b = '', c = '', d = '']: readonly string[]): Adjustment {
  switch (kind) {
    case 'copy':
      return { kind, from: parseNumber(a), jobs: '.' };
    case 'copy-jobs':
      return { kind: 'copy', from: parseNumber(a), jobs: b };
    case 'runvar-set':
      return { kind, jobs: a, runvars: b, value: c };
    case 'runvar-del':
      return { kind, jobs: a, runvars: b };
    case 'runvar-change':
      return { kind, jobs: a, runvars: b, before: c, after: d };
    case 'runvar-perlop':
      return { kind, jobs: a, runvars: b, operation: parseSubstitution(c) };
    case 'intended-blessing':
      return { kind, blessing: a };
    case 'branch':
      return { kind, branch: a };
  }
}

function parseNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`"${text}": is not the number of a flight`);
  return Number(text);
}

function parseSubstitution(text: string): Substitution {
  const [, separator, pattern, replacement, letters] =
    /^s([/|,#!])((?:\\.|(?!\1).)*)\1((?:\\.|(?!\1).)*)\1([gi]*)$/.exec(text) ?? [];
  if (separator === undefined) throw new UsageError(`"${text}": want a substitution such as s/wheezy/jessie/g`);
  try {
    // $1 and $& have the same meaning in Perl and JavaScript; a separator in the text is written as \SEPARATOR
    const plain = (part: string | undefined): string => (part ?? '').replaceAll(`\\${separator}`, separator);
    return { pattern: new RegExp(plain(pattern), letters), replacement: plain(replacement) };
  } catch (error) {
    throw new UsageError(`"${text}": is not a regular expression`, { cause: error });
  }
}

/** The properties of a flight that a change can modify. */
export interface Adjusted {
  readonly jobs: readonly PlannedJob[];
  readonly branch: string;
  readonly intended: Blessing | null;
}

/**
 * Returns the flight after a change.
 *
 * @param copied - the jobs of the flight from which `copy` copies.
 * @throws UsageError (`USAGE`, blame operator) - a named job does not exist, or a copied job exists already.
 */
export function adjust(flight: Adjusted, change: Adjustment, copied: readonly PlannedJob[]): Adjusted {
  switch (change.kind) {
    case 'copy':
      return { ...flight, jobs: [...flight.jobs, ...copiesOf(flight, selectJobs(copied, [change.jobs]))] };
    case 'intended-blessing':
      return { ...flight, intended: change.blessing };
    case 'branch':
      return { ...flight, branch: change.branch };
    case 'runvar-set':
      return inJobs(flight, change.jobs, (runvars) => ({ ...runvars, [change.runvars]: change.value }));
    case 'runvar-del':
      return inJobs(flight, change.jobs, (runvars) => without(runvars, nameMatcher(change.runvars)));
    case 'runvar-change':
      return inJobs(flight, change.jobs, (runvars) =>
        mapValues(runvars, change.runvars, (value) => (value === change.before ? change.after : value)),
      );
    case 'runvar-perlop': {
      const { pattern, replacement } = change.operation;
      return inJobs(flight, change.jobs, (runvars) =>
        mapValues(runvars, change.runvars, (value) => value.replace(pattern, replacement)),
      );
    }
  }
}

function copiesOf({ jobs }: Adjusted, copies: readonly PlannedJob[]): readonly PlannedJob[] {
  const existing = copies.find(({ job }) => jobs.some((other) => other.job === job));
  if (existing !== undefined) throw new UsageError(`${existing.job}: is already in the flight`);
  return copies.map(({ job, recipe, runvars }) => ({ job, recipe, runvars }));
}

type Values = PlannedJob['runvars'];

function inJobs(flight: Adjusted, spec: string, change: (runvars: Values) => Values): Adjusted {
  const meant = new Set<PlannedJob>(selectJobs(flight.jobs, [spec]));
  return {
    ...flight,
    jobs: flight.jobs.map((job) => (meant.has(job) ? { ...job, runvars: change(job.runvars) } : job)),
  };
}

const without = (runvars: Values, matches: (name: string) => boolean): Values =>
  Object.fromEntries(Object.entries(runvars).filter(([name]) => !matches(name)));

function mapValues(runvars: Values, spec: string, change: (value: string) => string): Values {
  const matches = nameMatcher(spec);
  return Object.fromEntries(
    Object.entries(runvars).map(([name, value]) => [name, matches(name) ? change(value) : value]),
  );
}
