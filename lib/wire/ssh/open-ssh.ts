import type { Emitter } from '../../../typings/events.ts';
import type { SshConnection, SshTarget } from '../../../typings/wire.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { createCommandRunner, type RunnerParts } from './command-runner.ts';
import { createFileCopier } from './copy-file.ts';
import { dial } from './dial.ts';
import { whereOf } from './explain-failure.ts';
import { createHostKeyBook } from './host-keys.ts';
import { keepLink } from './kept-link.ts';
import { createSlots } from '../../util/slots.ts';
import { openTunnel } from './tunnel.ts';

export interface SshOptions {
  /** Asked before each use; throws when the caller may no longer touch the host. */
  readonly guard?: () => void | Promise<void>;
  /** Told of each command and copy. */
  readonly emitter?: Emitter;
  /** TCP, handshake and login together; default 20 s. */
  readonly connectTimeoutMs?: number;
  /** A host that says nothing for about four of these is taken for gone; default 10 s. */
  readonly keepaliveMs?: number;
  /** Told the host's host key when `hostKeys` is 'learn' and the first one came. */
  readonly onHostKey?: (key: string) => void;
  readonly clock?: Clock;
}

/** sshd takes 10 sessions a connection; see Link. */
const COMMANDS_AT_ONCE = 8;

/**
 * One kept ssh connection to a host. Connects when it is first used, and again after it was lost or ended.
 *
 * At most 8 commands run at once; more wait in line.
 * @param target - Where the host answers; a host behind another one by `reachThrough`.
 */
export function openSsh(target: SshTarget, options: SshOptions = {}): SshConnection {
  const clock = options.clock ?? systemClock;
  const hostKeys = createHostKeyBook(target.name, whereOf(target), target.hostKeys, options.onHostKey);
  const kept = keepLink(target.name, (signal) =>
    dial(target, {
      hostKeys,
      clock,
      signal,
      timeoutMs: options.connectTimeoutMs ?? 20_000,
      keepaliveMs: options.keepaliveMs ?? 10_000,
    }),
  );
  const parts: RunnerParts = {
    target,
    kept,
    clock,
    slots: createSlots(COMMANDS_AT_ONCE),
    guard: options.guard ?? ((): void => undefined),
    emitter: options.emitter,
  };
  return {
    target,
    exec: createCommandRunner(parts),
    ...createFileCopier(parts),
    openTunnel: (address, port, wait) => openTunnel(parts, address, port, wait),
    disconnect: () => kept.drop(),
    [Symbol.asyncDispose]: () => kept.end(),
  };
}

/** The target as it is reached through another host's own connection, such as a guest behind its host. */
export const reachThrough = (via: SshConnection, target: SshTarget): SshTarget => ({
  ...target,
  openStream: (signal) => via.openTunnel(target.address, target.port, signal === undefined ? {} : { signal }),
});
