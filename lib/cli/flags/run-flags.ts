import type { RunJobOptions } from '../../flight/job/run-job-options.ts';
import type { CliContext } from '../shared/define-command.ts';
import { PAUSE_FLAG, pauseOnFail } from './pause-on-fail.ts';

export type RunFlags = {
  readonly fresh: boolean;
  readonly jsonl?: string;
  readonly pauseOnFail: boolean;
};

/** Flags of all commands that run jobs. */
export const RUN_FLAGS = {
  fresh: { kind: 'boolean', brief: 'Install hosts again, even if an installed host could be thawed', default: false },
  jsonl: {
    kind: 'parsed',
    parse: String,
    brief: 'Append every event to this file, one JSON object a line',
    placeholder: 'FILE',
    optional: true,
  },
  pauseOnFail: PAUSE_FLAG,
} as const;

/** Returns the options of these flags for the functions that run jobs. */
export const runOptions = (
  context: CliContext,
  { fresh, pauseOnFail: pause }: RunFlags,
): Pick<RunJobOptions, 'fresh' | 'signal' | 'onFailure'> => ({
  fresh,
  signal: context.signal,
  ...(pause ? { onFailure: (failure) => pauseOnFail(context, failure) } : {}),
});
