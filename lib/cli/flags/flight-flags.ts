import type { FlightInputs } from '../../../typings/flight-plan.ts';
import { parsePairs } from './parse-values.ts';

const text = { kind: 'parsed', parse: String, optional: true } as const;
const pair = { ...text, variadic: true } as const;

export const BRANCH_FLAG = { ...text, placeholder: 'BRANCH', brief: 'Branch of the new flight' } as const;
export const INTENDED_FLAG = {
  ...text,
  placeholder: 'BLESSING',
  brief: 'The final blessing that is asked for; hosts need the flag blessed-BLESSING',
} as const;
export const RUNVARS_FLAG = {
  ...pair,
  placeholder: 'NAME=VALUE',
  brief: 'Input of every job; may be given several times',
} as const;
export const HOSTS_FLAG = {
  kind: 'enum',
  values: ['all', 'possible', 'any'],
  default: 'all',
  brief: 'all: refuse when a job has no host in this lab; possible: leave such jobs out; any: hosts may come later',
} as const;

export const ANY_HOSTS_FLAG = {
  kind: 'boolean',
  optional: true,
  withNegated: false,
  brief: 'Do not ask whether the lab has hosts for it',
} as const;

/** Flags that say what differs from flight to flight of one branch. */
export const INPUT_FLAGS = {
  revision: { ...pair, placeholder: 'TREE=REV', brief: 'Revision of a tree, such as xen=4a30a2b931ce' },
  tree: { ...pair, placeholder: 'TREE=URL', brief: 'Where a tree is cloned from' },
  suite: { ...text, placeholder: 'SUITE', brief: 'Debian suite of the hosts' },
  buildsFrom: {
    kind: 'parsed',
    parse: Number,
    optional: true,
    placeholder: 'FLIGHT',
    brief: 'Take the builds of this flight, and make no build jobs',
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

/** Jobs of a flight, in words; `.`, `^RE` and `/RE` as the original has them. */
export const JOBS_ARGUMENT = {
  parse: String,
  placeholder: 'JOB',
  brief: 'Only these jobs, and the builds that they need: a name, ^RE or /RE; default all',
} as const;
