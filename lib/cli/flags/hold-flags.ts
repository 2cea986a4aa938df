import { parseDuration } from './parse-duration.ts';
import { hostname, userInfo } from 'node:os';
import { describeHold, holdHost, type HoldHostOptions } from '../../coordination/host/hold-host.ts';
import { prodQueue } from '../../coordination/queue/prod-queue.ts';
import { openLab } from '../../flight/runner/open-lab.ts';
import { describeError } from '../../errors/osstest-error.ts';
import type { Config } from '../../../typings/config.ts';
import type { CliContext } from '../shared/define-command.ts';

/** Returns the user of this process as `USER@MACHINE`, which is how tasks of users are named. */
export const thisPerson = (): string => `${userInfo().username}@${hostname()}`;

/** The argument HOST. */
export const HOST_ARGUMENT = { parse: String, placeholder: 'HOST', brief: 'Name of the host' } as const;

export const REASON_FLAG = {
  kind: 'parsed',
  parse: String,
  placeholder: 'TEXT',
  brief: 'The reason, for other users',
} as const;

export const EXPIRY_FLAG = {
  kind: 'parsed',
  parse: parseDuration,
  optional: true,
  placeholder: 'DURATION',
  brief: 'End it automatically after a duration such as 30m, 8h or 2d',
} as const;

export const LIST_FLAG = { kind: 'parsed', parse: String, optional: true, variadic: true } as const;

/** Notifies the queue daemon, if the configuration names one, that a host may be free. Without it, jobs notice later. */
export async function tellQueue(context: CliContext, { coordination }: Config): Promise<void> {
  if (coordination.queueDaemon === null) return;
  try {
    await prodQueue(coordination.queueDaemon);
  } catch (error) {
    context.progress(`The queue daemon was not notified: ${describeError(error)}`);
  }
}

/** Holds a host for the user of this process, and prints the hold. `expires`: a duration in milliseconds. */
export async function takeHost(
  context: CliContext,
  {
    expires,
    ...options
  }: Pick<HoldHostOptions, 'host' | 'kind' | 'reason' | 'whenTaken'> & {
    readonly expires: number | undefined;
  },
): Promise<void> {
  await using db = await openLab(await context.loadConfig(), { signal: context.signal });
  const expiresAtMs = expires === undefined ? null : Date.now() + expires;
  const hold = await holdHost(db, { ...options, who: thisPerson(), expiresAtMs });
  context.print(hold, `${options.host}: ${describeHold(hold)}`);
}
