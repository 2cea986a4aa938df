import type { Emitter } from '../../typings/events.ts';
import type { HostImaging } from '../../typings/host.ts';
import { BoxError } from '../errors/lab-errors.ts';
import { describeError } from '../errors/osstest-error.ts';
import { systemClock } from '../util/clock.ts';
import { formatDuration, seconds } from '../util/units.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { readBox } from './box-store.ts';
import type { Box } from './create-box.ts';
import { ensureImage, expectedRecipeDigest } from './ensure-image.ts';
import { freezeBox } from './freeze-box.ts';
import { FROZEN_MAX_AGE_MS, frozenDigest, frozenPath, readFrozen, type FrozenBox } from './frozen-store.ts';
import { checkLabTools } from './lab-tools.ts';
import { removeDirectories } from './owned-directory.ts';
import { startBox } from './start-box.ts';

/** Gives a virtual box its systems: by image, or as it was frozen. */
export function openImaging(box: Box, emitter: Emitter): HostImaging {
  const { cacheDir } = box;
  return {
    installImage: async (kind, { signal } = {}) => {
      const image = await ensureImage(kind, { cacheDir, emitter, signal });
      await startBox(box, { image }, { signal });
      return { digest: image.digest };
    },
    imageDigest: (kind) => expectedRecipeDigest(kind, cacheDir),
    freeze: async (key, { signal } = {}) => {
      const beganAt = systemClock.now();
      await freezeBox(box, key, { signal });
      emitter.progress(`${box.name}: frozen in ${formatDuration(systemClock.now() - beganAt)}`);
    },
    thaw: async (key, { signal } = {}) => {
      const frozen = await findThawable(box, key);
      if (frozen === null) return null;
      try {
        await startBox(box, { frozen }, { signal });
      } catch (error) {
        if (!(error instanceof BoxError)) throw error;
        emitter.progress(`${box.name}: the frozen box is not usable and goes: ${describeError(error)}`);
        await removeDirectories([frozen.directory]);
        return null;
      }
      await setClock(box, signal);
      return { frozenAt: frozen.frozenAt };
    },
  };
}

async function findThawable(box: Box, key: string): Promise<FrozenBox | null> {
  const found = await readBox(box.directory);
  if (found === null) throw new BoxError(box.name, 'it was removed');
  const { qemuVersion } = await checkLabTools();
  const frozen = await readFrozen(frozenPath(box.cacheDir, frozenDigest(key, found.machine, qemuVersion)));
  return frozen !== null && systemClock.now() - frozen.frozenAt.getTime() < FROZEN_MAX_AGE_MS ? frozen : null;
}

/** A thawed box still has the time of its freezing. */
async function setClock(box: Box, signal: AbortSignal | undefined): Promise<void> {
  const { definition } = box;
  await using ssh = openSsh({ ...definition, port: definition.sshPort, user: definition.sshUser });
  const options = { timeoutMs: seconds(60), signal };
  await ssh.exec('true', options); // connects, which takes long enough to make the time wrong
  await ssh.exec(`date -s @${(systemClock.now() / 1000).toFixed(3)}`, options);
}
