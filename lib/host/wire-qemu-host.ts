import type { HostImaging, HostSystem } from '../../typings/host.ts';
import type { SshConnection } from '../../typings/wire.ts';
import { UnsupportedError } from '../errors/host-errors.ts';
import type { QemuHost } from '../qemu/host/qemu-host.ts';
import { openQemuPower } from '../qemu/host/open-qemu-power.ts';
import { ensureImage, expectedRecipeDigest } from '../qemu/image/ensure-image.ts';
import { freezeQemuHost } from '../qemu/freeze/freeze-qemu-host.ts';
import { attachDisk } from '../qemu/attach/attach-disk.ts';
import { thawQemuHost } from '../qemu/freeze/thaw-qemu-host.ts';
import type { QemuHostSource } from '../qemu/host/qemu-host-source.ts';
import { readQemuHost } from '../qemu/host/qemu-host-store.ts';
import { startQemuHost } from '../qemu/host/start-qemu-host.ts';
import { systemClock } from '../util/clock.ts';
import { seconds } from '../util/units.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { watchDisk, type DiskWatch } from './watch-disk.ts';
import { openQemuNetwork } from './qemu-network.ts';
import type { HostWires, WireOptions } from './host-wires.ts';
import { openConsole } from './open-console.ts';

/** Options of {@link wireQemuHost}. */
export interface WireQemuOptions extends WireOptions {
  readonly debianMirror: string | null;
  /** Default `disk`. Source: config.qemu.system. */
  readonly system?: HostSystem;
  /** The host belongs to a job of another process, which keeps the console and the system on the host. Default false. */
  readonly ofJob?: boolean;
}

/** Opens the wires to an existing QEMU host. `close` closes them and leaves the host as it is. */
export function wireQemuHost(
  qemuHost: QemuHost,
  options: WireQemuOptions,
): { readonly wires: HostWires; readonly disk: DiskWatch; readonly close: () => Promise<void> } {
  const { emitter, guard, logPath, debianMirror, system = 'disk', ofJob = false } = options;
  const { definition } = qemuHost;
  const disk = watchDisk(qemuHost);
  const ssh = openSsh({ ...definition, port: definition.sshPort, user: definition.sshUser }, { emitter, guard });
  const imaging = imageHost({ qemuHost, ssh, disk, debianMirror, system }, options);
  const wires: HostWires = {
    ssh,
    power: openQemuPower(qemuHost, { guard, ...(ofJob ? {} : { onStarted: disk.follow }) }),
    serial: ofJob ? null : openConsole(definition, { logPath, guard }),
    imaging: ofJob ? onlyDisks(qemuHost, imaging) : imaging,
    network: openQemuNetwork(qemuHost, ssh, emitter),
    onFailure: disk.onFailure,
  };
  const close = async (): Promise<void> => {
    await ssh[Symbol.asyncDispose]();
    await disk[Symbol.asyncDispose]();
  };
  return { wires, disk, close };
}

/** Allows attaching disks and refuses to replace the system. */
function onlyDisks({ name }: QemuHost, imaging: HostImaging): HostImaging {
  const refuse = (): Promise<never> =>
    Promise.reject(new UnsupportedError(`${name}: is the host of a paused job; its system cannot be replaced`));
  return { ...imaging, installImage: refuse, bootXen: refuse, freeze: refuse, thaw: refuse };
}

interface QemuParts {
  readonly qemuHost: QemuHost;
  readonly ssh: SshConnection;
  readonly disk: DiskWatch;
  readonly debianMirror: string | null;
  readonly system: HostSystem;
}

/** The image of each system. */
const IMAGE_OF = { disk: 'debian', ram: 'ram' } as const satisfies Readonly<Record<HostSystem, string>>;

function imageHost(
  { qemuHost, ssh, disk, debianMirror, system }: QemuParts,
  { emitter, guard }: WireOptions,
): HostImaging {
  const { cacheDir } = qemuHost;
  const start = async (from: QemuHostSource, signal: AbortSignal | undefined): Promise<void> => {
    await guard();
    await ssh.disconnect();
    emitter.emit({ kind: 'power', action: 'on' });
    await startQemuHost(qemuHost, from, { signal });
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
      const run = (await readQemuHost(qemuHost.directory))?.record.run ?? null;
      return run === null ? null : run.boot === undefined ? 'disk' : 'ram';
    },
    bootXen: ({ xen, linux }, { signal } = {}) =>
      start({ boot: { kernel: 'xen', xenCommandLine: xen, linuxCommandLine: linux } }, signal),
    attachDisk: async (kind, serial, { signal } = {}) => {
      const image = await ensureImage(kind, { cacheDir, debianMirror, emitter, signal });
      await guard();
      await attachDisk(qemuHost, image, { id: serial, signal });
      return { device: `/dev/disk/by-id/virtio-${serial}` };
    },
    freeze: async (key, { signal } = {}) => {
      await guard();
      await freezeQemuHost(qemuHost, key, { signal });
    },
    thaw: async (key, { signal } = {}) => {
      await guard();
      await ssh.disconnect();
      const frozen = await thawQemuHost(qemuHost, key, { emitter, signal });
      if (frozen === null) return null;
      await disk.follow();
      emitter.emit({ kind: 'power', action: 'on' });
      await setClock(ssh, signal);
      return { frozenAt: frozen.frozenAt };
    },
  };
}

/** Sets the clock of a thawed host, which still shows the time of the freezing. */
async function setClock(ssh: SshConnection, signal: AbortSignal | undefined): Promise<void> {
  // connects first, because a connection takes too long for an exact time
  await ssh.exec('true', { timeoutMs: seconds(60), signal });
  await ssh.exec(`date -s @${(systemClock.now() / 1000).toFixed(3)}`, { timeoutMs: seconds(60), signal });
}
