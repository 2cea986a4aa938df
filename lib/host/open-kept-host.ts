import { join } from 'node:path';
import type { Config } from '../../typings/config.ts';
import type { Host } from '../../typings/host.ts';
import { HostStateError } from '../errors/host-errors.ts';
import { qemuHostsDir, readQemuHost } from '../qemu/host/qemu-host-store.ts';
import { openQemuHost } from '../qemu/host/open-qemu-host.ts';
import { QEMU_HOST_TRAITS } from '../qemu/host/qemu-host-traits.ts';
import { tryProcessLock, type ProcessLock } from '../util/process-lock.ts';
import type { OpenBookedHostOptions } from './host-wires.ts';
import { wireQemuHost } from './wire-qemu-host.ts';
import { openHost } from './open-host.ts';

/**
 * Opens a running QEMU host without changing it: one created by `osstest qemu create`, or the host of a paused job.
 * The host keeps running after it is closed. null: no QEMU host has this name.
 *
 * The console and the installed system of a job's host belong to the job: neither is available here.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - the host is off, or another process has opened it.
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
  if (lock === null) throw new HostStateError(name, 'free', 'another process uses it');
  return lock;
}
