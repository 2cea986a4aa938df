import type { Emitter } from '../../typings/events.ts';
import { BoxError } from '../errors/lab-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import type { Box } from './create-host.ts';
import { findFrozenBox, type FrozenBox } from './frozen-store.ts';
import { removeDirectories } from './owned-directory.ts';
import { startBox } from './start-host.ts';

export interface ThawOptions {
  readonly emitter: Pick<Emitter, 'progress'>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lets a box go on from what was frozen under a key. Its clock still stands at the time of the freezing: set it before
 * anything else. A frozen box that proves unusable is removed, as if there had been none.
 *
 * @returns null when nothing (usable) was frozen under the key; the box is off then.
 */
export async function thawBox(box: Box, key: string, options: ThawOptions): Promise<FrozenBox | null> {
  const frozen = await findFrozenBox(box, key);
  if (frozen === null) return null;
  try {
    await startBox(box, { frozen }, { signal: options.signal });
    return frozen;
  } catch (error) {
    if (!(error instanceof BoxError)) throw error;
    options.emitter.progress(`${box.name}: what was frozen is not usable and goes: ${describeError(error)}`);
    await removeDirectories([frozen.directory]);
    return null;
  }
}
