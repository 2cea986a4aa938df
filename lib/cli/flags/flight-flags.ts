import type { FlightInputs } from '../../../typings/flight-plan.ts';
import { parsePairs } from './parse-values.ts';

const text = { kind: 'parsed', parse: String, optional: true } as const;
const pair = { ...text, variadic: true } as const;

export const BRANCH_FLAG = { ...text, placeholder: 'BRANCH', brief: 'Branch of the new flight' } as const;
export const INTENDED_FLAG = {
  ...text,
  placeholder: 'BLESSING',
  brief: 'The blessing when all jobs are finished; hosts need the flag blessed-BLESSING',
} as const;
export const RUNVARS_FLAG = {
  ...pair,
  placeholder: 'NAME=VALUE',
  brief: 'Runvar of every job; may be repeated',
} as const;
export const HOSTS_FLAG = {
  kind: 'enum',
  values: ['all', 'possible', 'any'],
  default: 'all',
  brief:
    'If the lab has no host for a job: all: refuse; possible: leave the job out; any: create it, because hosts may come later',
} as const;

export const ANY_HOSTS_FLAG = {
  kind: 'boolean',
  optional: true,
  withNegated: false,
  brief: 'Do not check whether the lab has hosts for it',
} as const;

/** Flags for the inputs that differ between flights of one branch. */
export const INPUT_FLAGS = {
  revision: {
    ...pair,
    placeholder: 'TREE=REV',
    brief: 'Revision of a tree, such as xen=4a30a2b931ce; may be repeated',
  },
  tree: { ...pair, placeholder: 'TREE=URL', brief: 'URL of a tree; may be repeated' },
  suite: { ...text, placeholder: 'SUITE', brief: 'Debian suite of the hosts' },
  buildsFrom: {
    kind: 'parsed',
    parse: Number,
    optional: true,
    placeholder: 'FLIGHT',
    brief: 'Use the builds of this flight, and create no build jobs',
  },
} as const;

export type InputFlags = {
  readonly revision?: readonly string[];
  readonly tree?: readonly string[];
  readonly suite?: string;
  readonly buildsFrom?: number;
};

export const toInputs = ({ revision, tree, suite, buildsFrom }: InputFlags): FlightInputs => ({
  revisions: parsePairs('revision', revision),
  trees: parsePairs('tree', tree),
  ...(suite === undefined ? {} : { suite }),
  ...(buildsFrom === undefined ? {} : { buildsFrom }),
});

/** The argument that selects jobs. `.`, `^RE` and `/RE` mean what they mean to the original. */
export const JOBS_ARGUMENT = {
  parse: String,
  placeholder: 'JOB',
  brief: 'Only these jobs, and the builds that they need: a name, ^RE or /RE; default: all',
} as const;
