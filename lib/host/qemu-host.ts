import type { Config } from '../../typings/config.ts';
import type { HostImaging, HostSystem } from '../../typings/host.ts';
import type { SshConnection } from '../../typings/wire.ts';
import { UnsupportedError } from '../errors/host-errors.ts';
import { createQemuHost, removeQemuHost, type QemuHost } from '../qemu/create-host.ts';
import { openQemuPower } from '../qemu/host-power.ts';
import { qemuHostsDir, readQemuHost } from '../qemu/host-store.ts';
import { ensureImage, expectedRecipeDigest } from '../qemu/ensure-image.ts';
import { freezeQemuHost } from '../qemu/freeze-host.ts';
import { chooseAccelerator } from '../qemu/choose-accelerator.ts';
import { plugDisk } from '../qemu/plug.ts';
import { thawQemuHost } from '../qemu/thaw-host.ts';
import { startQemuHost, type QemuHostSource } from '../qemu/start-host.ts';
import { systemClock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { join } from 'node:path';
import { watchDisk, type DiskWatch } from './watch-disk.ts';
import { networkOf } from './qemu-network.ts';
import { openConsole, type HostWires, type WireOptions } from './host-wires.ts';

/**
 * Makes the QEMU host of a name that we have booked: switched off, without a system. It ends with this process, and
 * is taken away when the host is closed; what a killed process left of it is taken away first.
 */
export async function openQemuHost(config: Config, name: string, options: WireOptions): Promise<HostWires> {
  const { stateDir, cacheDir } = config.paths;
  const { emitter, signal } = options;
  await removeQemuHost({ name, directory: join(qemuHostsDir(stateDir), name) });
  const { memoryMiB, cpus, debianMirror, system } = config.qemu;
  const accelerator = await chooseAccelerator({ cacheDir, debianMirror, emitter, signal });
  const machine = { accelerator, cpus, memoryMiB };
  const host = await createQemuHost({ name, stateDir, cacheDir, debianMirror, machine, life: 'tied', signal });
  const { wires, close } = wireQemuHost(host, { ...options, debianMirror, system });
  const end = async (): Promise<void> => {
    await close();
    await removeQemuHost(host);
  };
  return { ...wires, ssh: { ...wires.ssh, [Symbol.asyncDispose]: end } };
}

export interface WireEmulatedOptions extends WireOptions {
  readonly debianMirror: string | null;
  /** Default `disk`. Source: config.qemu.system. */
  readonly system?: HostSystem;
  /** It is the host of a job of another process: its console and what is on it stay that job's. Default false. */
  readonly ofJob?: boolean;
}

/** The wires to a QEMU host that is there, and what ends them; the host stays as it is. */
export function wireQemuHost(
  host: QemuHost,
  options: WireEmulatedOptions,
): { readonly wires: HostWires; readonly disk: DiskWatch; readonly close: () => Promise<void> } {
  const { emitter, guard, logPath, debianMirror, system = 'disk', ofJob = false } = options;
  const { definition } = host;
  const disk = watchDisk(host);
  const ssh = openSsh({ ...definition, port: definition.sshPort, user: definition.sshUser }, { emitter, guard });
  const imaging = imageHost({ host, ssh, disk, debianMirror, system }, options);
  const wires: HostWires = {
    ssh,
    power: openQemuPower(host, { guard, ...(ofJob ? {} : { onStarted: disk.follow }) }),
    serial: ofJob ? null : openConsole(definition, { logPath, guard }),
    imaging: ofJob ? onlyDisks(host, imaging) : imaging,
    network: networkOf(host, ssh, emitter),
    onFailure: disk.onFailure,
  };
  const close = async (): Promise<void> => {
    await ssh[Symbol.asyncDispose]();
    await disk[Symbol.asyncDispose]();
  };
  return { wires, disk, close };
}

/** Disks can be plugged in; what is installed stays. */
function onlyDisks({ name }: QemuHost, imaging: HostImaging): HostImaging {
  const refuse = (): Promise<never> =>
    Promise.reject(new UnsupportedError(`${name}: is the host of a job that is paused; it is not installed anew`));
  return { ...imaging, installImage: refuse, bootXen: refuse, freeze: refuse, thaw: refuse };
}

interface EmulatedParts {
  readonly host: QemuHost;
  readonly ssh: SshConnection;
  readonly disk: DiskWatch;
  readonly debianMirror: string | null;
  readonly system: HostSystem;
}

/** The image that has a system. */
const IMAGE_OF = { disk: 'debian', ram: 'ram' } as const satisfies Readonly<Record<HostSystem, string>>;

function imageHost(
  { host, ssh, disk, debianMirror, system }: EmulatedParts,
  { emitter, guard }: WireOptions,
): HostImaging {
  const { cacheDir } = host;
  const start = async (from: QemuHostSource, signal: AbortSignal | undefined): Promise<void> => {
    await guard();
    await ssh.disconnect();
    emitter.emit({ kind: 'power', action: 'on' });
    await startQemuHost(host, from, { signal });
    await disk.follow();
  };
  return {
    system,
    installImage: async (wanted, { signal } = {}) => {
      const image = await ensureImage(IMAGE_OF[wanted], { cacheDir, debianMirror, emitter, signal });
      await start({ image }, signal);
      return { digest: image.digest };
    },
    imageDigest: (wanted) => expectedRecipeDigest(IMAGE_OF[wanted], cacheDir),
    runningSystem: async () => {
      const run = (await readQemuHost(host.directory))?.record.run ?? null;
      return run === null ? null : run.boot === undefined ? 'disk' : 'ram';
    },
    bootXen: ({ xen, linux }, { signal } = {}) =>
      start({ boot: { kernel: 'xen', xenCommandLine: xen, linuxCommandLine: linux } }, signal),
    plugDisk: async (kind, serial, { signal } = {}) => {
      const image = await ensureImage(kind, { cacheDir, debianMirror, emitter, signal });
      await guard();
      await plugDisk(host, image, serial, { signal });
      return { device: `/dev/disk/by-id/virtio-${serial}` };
    },
    freeze: async (key, { signal } = {}) => {
      await guard();
      await freezeQemuHost(host, key, { signal });
    },
    thaw: async (key, { signal } = {}) => {
      await guard();
      await ssh.disconnect();
      const frozen = await thawQemuHost(host, key, { emitter, signal });
      if (frozen === null) return null;
      await disk.follow();
      emitter.emit({ kind: 'power', action: 'on' });
      await setClock(ssh, signal);
      return { frozenAt: frozen.frozenAt };
    },
  };
}

/** A thawed host believes that it is still when it was frozen. */
async function setClock(ssh: SshConnection, signal: AbortSignal | undefined): Promise<void> {
  await ssh.exec('true', { timeoutMs: seconds(60), signal }); // connects, which takes long enough to make the time wrong
  await ssh.exec(`date -s @${(systemClock.now() / 1000).toFixed(3)}`, { timeoutMs: seconds(60), signal });
}
