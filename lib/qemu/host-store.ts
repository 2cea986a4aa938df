import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../util/atomic-file.ts';
import type { DirectBoot } from './ram/direct-boot.ts';
import { listNames } from '../util/list-names.ts';
import { isAlive, type ProcessIdentity } from '../util/process-identity.ts';
import type { Machine } from './qemu-command.ts';

/** What is known of a QEMU host; kept as `host.json` in its folder. */
export interface QemuHostRecord {
  readonly name: string;
  readonly machine: Machine;
  /** On 127.0.0.1; never changes, whatever is on the host's disk. */
  readonly sshPort: number;
  /** As in known_hosts. */
  readonly hostKey: string;
  readonly identityPath: string;
  /** Where its images, frozen hosts and packages are kept. */
  readonly cacheDir: string;
  /** null: the mirror of this machine's apt sources. */
  readonly debianMirror: string | null;
  /** The process that the host ends with, and is removed when it died; null: it stays until it is removed. */
  readonly owner: ProcessIdentity | null;
  /** What runs, or ran last; null: it was never started. */
  readonly run: HostRun | null;
}

/** One life of a host's QEMU. */
export interface HostRun {
  readonly qemu: ProcessIdentity;
  /** The whole command line of QEMU. */
  readonly command: readonly string[];
  /** What the disk was made from. */
  readonly origin: HostOrigin;
  /** Name of the file that the host writes to. */
  readonly disk: string;
  readonly plugged?: readonly Plugged[];
  /** How a host in RAM boots; absent: by the boot loader on its disk. */
  readonly boot?: HostBoot | undefined;
  readonly startedAt: string;
}

/** What a host in RAM boots, and from which folder. */
export interface HostBoot {
  readonly directory: string;
  readonly what: DirectBoot;
}

/** What was plugged into a host while it ran: names itself, and the port of the machine that it is in. */
export type Plugged = {
  /** Of a disk also its serial number: the host finds it as `/dev/disk/by-id/virtio-ID`. */
  readonly id: string;
  readonly port: string;
} & (
  | {
      readonly kind: 'disk';
      /** Name of its file in the host's folder. */
      readonly file: string;
    }
  | {
      readonly kind: 'card';
      /** Of the network that it is on. */
      readonly socketPath: string;
      readonly ether: string;
    }
);

export type HostOrigin =
  /** A fresh disk from an image. */
  | { readonly kind: 'image'; readonly digest: string }
  /** An installed host that was frozen, and went on from there. */
  | { readonly kind: 'frozen'; readonly digest: string };

/** A host as it is found: what is known of it, and whether its QEMU runs now. */
export interface FoundHost {
  readonly directory: string;
  readonly record: QemuHostRecord;
  readonly running: boolean;
}

export const qemuHostsDir = (stateDir: string): string => join(stateDir, 'hosts');

/** All hosts of this account, by name. */
export async function listQemuHosts(stateDir: string): Promise<FoundHost[]> {
  const names = await listNames(qemuHostsDir(stateDir));
  const hosts = await Promise.all(names.map((name) => readQemuHost(join(qemuHostsDir(stateDir), name))));
  return hosts.filter((host) => host !== null);
}

/** Reads a host's folder; null: there is no host in it. */
export async function readQemuHost(directory: string): Promise<FoundHost | null> {
  const text = await readFile(join(directory, 'host.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const record = JSON.parse(text) as QemuHostRecord;
  return { directory, record, running: record.run !== null && isAlive(record.run.qemu) };
}

/** Writes `host.json` anew, complete or not at all. */
export async function writeQemuHost(directory: string, record: QemuHostRecord): Promise<void> {
  await writeFileAtomically(join(directory, 'host.json'), `${JSON.stringify(record, null, 2)}\n`);
}
