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
  /** Called before each use; throws when the caller may no longer touch the host. */
  readonly guard?: () => void | Promise<void>;
  /** Receives the events of each command and copy. */
  readonly emitter?: Emitter;
  /** Time limit of TCP connection, handshake and login together; default 20 s. */
  readonly connectTimeoutMs?: number;
  /** Interval of keepalive messages; default 10 s. A host that is silent for about four intervals counts as lost. */
  readonly keepaliveMs?: number;
  /** Called with the first key of the host, if `hostKeys` is 'learn'. */
  readonly onHostKey?: (key: string) => void;
  readonly clock?: Clock;
}

/** sshd accepts 10 sessions a connection; see Link. */
const COMMANDS_AT_ONCE = 8;

/**
 * Returns a persistent ssh connection to a host. It connects at the first use, and again after a loss or `disconnect`.
 *
 * At most 8 commands run at the same time; further commands wait.
 * @param target - Address of the host. `reachThrough` makes the target of a host behind another one.
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

/** Returns a target that is reached through another host's connection, such as a guest behind its host. */
export const reachThrough = (via: SshConnection, target: SshTarget): SshTarget => ({
  ...target,
  openStream: (signal) => via.openTunnel(target.address, target.port, signal === undefined ? {} : { signal }),
});
