import type { Emitter } from '../../typings/events.ts';
import { QemuHostError } from '../errors/lab-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import type { QemuHost } from './create-host.ts';
import { findFrozenHost, type FrozenHost } from './frozen-store.ts';
import { removeDirectories } from './owned-directory.ts';
import { startQemuHost } from './start-host.ts';

export interface ThawOptions {
  readonly emitter: Pick<Emitter, 'progress'>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lets a host go on from what was frozen under a key. Its clock still stands at the time of the freezing: set it before
 * anything else. A frozen host that proves unusable is removed, as if there had been none.
 *
 * @returns null when nothing (usable) was frozen under the key; the host is off then.
 */
export async function thawQemuHost(host: QemuHost, key: string, options: ThawOptions): Promise<FrozenHost | null> {
  const frozen = await findFrozenHost(host, key);
  if (frozen === null) return null;
  try {
    await startQemuHost(host, { frozen }, { signal: options.signal });
    return frozen;
  } catch (error) {
    if (!(error instanceof QemuHostError)) throw error;
    options.emitter.progress(`${host.name}: what was frozen is not usable and goes: ${describeError(error)}`);
    await removeDirectories([frozen.directory]);
    return null;
  }
}
