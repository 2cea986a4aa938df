import { hostname, userInfo } from 'node:os';
import { describeHold, holdHost, type HoldHostOptions } from '../../coordination/host/hold-host.ts';
import { prodQueue } from '../../coordination/queue/prod-queue.ts';
import { openLab } from '../../flight/runner/open-lab.ts';
import { describeError } from '../../errors/osstest-error.ts';
import type { Config } from '../../../typings/config.ts';
import type { CliContext } from '../define-command.ts';

/** Who sits here: `USER@MACHINE`, as the tasks of persons are named. */
export const thisPerson = (): string => `${userInfo().username}@${hostname()}`;

/** A span such as `30m`, `8h`, `2d`, in milliseconds. @throws RangeError - with what was found and what is accepted. */
export function parseSpan(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  if (count === undefined) throw new RangeError(`"${text}": want a span such as 30m, 8h or 2d`);
  return Number(count) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 'm' | 'h' | 'd'];
}

/** The argument HOST. */
export const HOST_ARGUMENT = { parse: String, placeholder: 'HOST', brief: 'Name of the host' } as const;

export const REASON_FLAG = { kind: 'parsed', parse: String, brief: 'Why; others see it' } as const;

export const EXPIRY_FLAG = {
  kind: 'parsed',
  parse: parseSpan,
  optional: true,
  brief: 'Free it by itself after a span such as 30m, 8h or 2d',
} as const;

export const LIST_FLAG = { kind: 'parsed', parse: String, optional: true, variadic: true } as const;

/** Tells the queue daemon, where there is one, that a host may be free; without it jobs see it a while later. */
export async function tellQueue(context: CliContext, { coordination }: Config): Promise<void> {
  if (coordination.queueDaemon === null) return;
  try {
    await prodQueue(coordination.queueDaemon);
  } catch (error) {
    context.progress(`The queue daemon was not told: ${describeError(error)}`);
  }
}

/** Takes a host for the person who sits here, and says so. `expires`: a span in milliseconds. */
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
