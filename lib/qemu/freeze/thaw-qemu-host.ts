import type { Emitter } from '../../../typings/events.ts';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import type { FrozenHost } from '../host/frozen-host.ts';
import type { QemuHost } from '../host/qemu-host.ts';
import { findFrozenHost } from './frozen-store.ts';
import { removeDirectories } from '../tools/owned-directory.ts';
import { startQemuHost } from '../host/start-qemu-host.ts';

export interface ThawOptions {
  readonly emitter: Pick<Emitter, 'progress'>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts a host from the state that was frozen under a key. Removes the frozen host if it is not usable.
 *
 * The clock of a thawed host shows the time at which it was frozen: set it before anything else.
 *
 * @returns null when there is no usable frozen host of the key; the host is off then.
 */
export async function thawQemuHost(host: QemuHost, key: string, options: ThawOptions): Promise<FrozenHost | null> {
  const frozen = await findFrozenHost(host, key);
  if (frozen === null) return null;
  try {
    await startQemuHost(host, { frozen }, { signal: options.signal });
    return frozen;
  } catch (error) {
    if (!(error instanceof QemuHostError)) throw error;
    options.emitter.progress(`${host.name}: the frozen host is not usable and is removed: ${describeError(error)}`);
    await removeDirectories([frozen.directory]);
    return null;
  }
}
