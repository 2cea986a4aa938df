import { join } from 'node:path';
import type { Config } from '../../typings/config.ts';
import type { Host } from '../../typings/host.ts';
import { HostStateError } from '../errors/host-errors.ts';
import { boxesDir, readBox } from '../qemu/host-store.ts';
import { EMULATED_BOX_TRAITS, openBox } from '../qemu/create-host.ts';
import { tryProcessLock, type ProcessLock } from '../util/process-lock.ts';
import type { OpenBookedHostOptions } from './host-wires.ts';
import { wireEmulatedBox } from './qemu-host.ts';
import { openHost } from './open-host.ts';

/**
 * Opens a virtual box that is there and on, as it is: one that stays (`osstest lab create`), or the box of a job that is
 * paused. Closing it leaves it as it is. null: there is no virtual box of this name.
 *
 * The console of a job's box is the job's, and so is what is installed on it: neither can be had here.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - it is off, or somebody else has opened it.
 */
export async function openKeptBox(
  config: Config,
  { name, ident }: { readonly name: string; readonly ident: string },
  { emitter, logFolder, signal }: OpenBookedHostOptions,
): Promise<Host | null> {
  const { stateDir } = config.paths;
  const found = await readBox(join(boxesDir(stateDir), name));
  if (found === null) return null;
  if (!found.running) throw new HostStateError(name, 'on', 'it is switched off (osstest lab start switches it on)');
  const lock = await lockBox(name, found.directory);
  try {
    const ofJob = found.record.owner !== null;
    const wiring = {
      emitter,
      logFolder,
      signal,
      logPath: join(logFolder, `${name}-serial.log`),
      guard: (): Promise<void> => Promise.resolve(),
      debianMirror: config.lab.debianMirror,
      ofJob,
    };
    const { wires, disk, close } = wireEmulatedBox(await openBox(stateDir, name), wiring);
    if (!ofJob) await disk.follow();
    const host = openHost({ ...EMULATED_BOX_TRAITS, name, ident, emitter, ...wires });
    const end = async (): Promise<void> => {
      await host[Symbol.asyncDispose]();
      await close();
      await lock[Symbol.asyncDispose]();
    };
    return { ...host, [Symbol.asyncDispose]: end };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

async function lockBox(name: string, directory: string): Promise<ProcessLock> {
  const lock = await tryProcessLock(`use of box ${directory}`);
  if (lock === null) throw new HostStateError(name, 'free', 'somebody else uses it just now');
  return lock;
}
