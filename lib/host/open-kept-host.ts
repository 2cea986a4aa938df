import { join } from 'node:path';
import type { Config } from '../../typings/config.ts';
import type { Host } from '../../typings/host.ts';
import { HostStateError } from '../errors/host-errors.ts';
import { qemuHostsDir, readQemuHost } from '../qemu/host-store.ts';
import { QEMU_HOST_TRAITS, openQemuHost } from '../qemu/create-host.ts';
import { tryProcessLock, type ProcessLock } from '../util/process-lock.ts';
import type { OpenBookedHostOptions } from './host-wires.ts';
import { wireQemuHost } from './qemu-host.ts';
import { openHost } from './open-host.ts';

/**
 * Opens a QEMU host that is there and on, as it is: one that stays (`osstest qemu create`), or the host of a job that is
 * paused. Closing it leaves it as it is. null: there is no QEMU host of this name.
 *
 * The console of a job's host is the job's, and so is what is installed on it: neither can be had here.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - it is off, or somebody else has opened it.
 */
export async function openKeptHost(
  config: Config,
  { name, ident }: { readonly name: string; readonly ident: string },
  { emitter, logFolder, signal }: OpenBookedHostOptions,
): Promise<Host | null> {
  const { stateDir } = config.paths;
  const found = await readQemuHost(join(qemuHostsDir(stateDir), name));
  if (found === null) return null;
  if (!found.running) throw new HostStateError(name, 'on', 'it is switched off (osstest qemu start switches it on)');
  const lock = await lockQemuHost(name, found.directory);
  try {
    const ofJob = found.record.owner !== null;
    const wiring = {
      emitter,
      logFolder,
      signal,
      logPath: join(logFolder, `${name}-serial.log`),
      guard: (): Promise<void> => Promise.resolve(),
      debianMirror: config.qemu.debianMirror,
      ofJob,
    };
    const { wires, disk, close } = wireQemuHost(await openQemuHost(stateDir, name), wiring);
    if (!ofJob) await disk.follow();
    const host = openHost({ ...QEMU_HOST_TRAITS, name, ident, emitter, ...wires });
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

async function lockQemuHost(name: string, directory: string): Promise<ProcessLock> {
  const lock = await tryProcessLock(`use of host ${directory}`);
  if (lock === null) throw new HostStateError(name, 'free', 'somebody else uses it just now');
  return lock;
}
