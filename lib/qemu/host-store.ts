import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../util/atomic-file.ts';
import { listNames } from '../util/list-names.ts';
import { isAlive, type ProcessIdentity } from '../util/process-identity.ts';
import type { Machine } from './qemu-command.ts';

/** What is known of a virtual box; kept as `box.json` in its folder. */
export interface BoxRecord {
  readonly name: string;
  readonly machine: Machine;
  /** On 127.0.0.1; never changes, whatever is on the box's disk. */
  readonly sshPort: number;
  /** As in known_hosts. */
  readonly hostKey: string;
  readonly identityPath: string;
  /** Where its images, frozen boxes and packages are kept. */
  readonly cacheDir: string;
  /** null: the mirror of this machine's apt sources. */
  readonly debianMirror: string | null;
  /** The process that the box ends with, and is removed when it died; null: it stays until it is removed. */
  readonly owner: ProcessIdentity | null;
  /** What runs, or ran last; null: it was never started. */
  readonly run: BoxRun | null;
}

/** One life of a box's QEMU. */
export interface BoxRun {
  readonly qemu: ProcessIdentity;
  /** The whole command line of QEMU. */
  readonly command: readonly string[];
  /** What the disk was made from. */
  readonly origin: BoxOrigin;
  /** Name of the file that the box writes to. */
  readonly disk: string;
  readonly plugged?: readonly Plugged[];
  readonly startedAt: string;
}

/** What was plugged into a box while it ran: names itself, and the port of the machine that it is in. */
export type Plugged = {
  /** Of a disk also its serial number: the box finds it as `/dev/disk/by-id/virtio-ID`. */
  readonly id: string;
  readonly port: string;
} & (
  | {
      readonly kind: 'disk';
      /** Name of its file in the box's folder. */
      readonly file: string;
    }
  | {
      readonly kind: 'card';
      /** Of the network that it is on. */
      readonly socketPath: string;
      readonly ether: string;
    }
);

export type BoxOrigin =
  /** A fresh disk from an image. */
  | { readonly kind: 'image'; readonly digest: string }
  /** An installed box that was frozen, and went on from there. */
  | { readonly kind: 'frozen'; readonly digest: string };

/** A box as it is found: what is known of it, and whether its QEMU runs now. */
export interface FoundBox {
  readonly directory: string;
  readonly record: BoxRecord;
  readonly running: boolean;
}

export const boxesDir = (stateDir: string): string => join(stateDir, 'boxes');

/** All boxes of this account, by name. */
export async function listBoxes(stateDir: string): Promise<FoundBox[]> {
  const names = await listNames(boxesDir(stateDir));
  const boxes = await Promise.all(names.map((name) => readBox(join(boxesDir(stateDir), name))));
  return boxes.filter((box) => box !== null);
}

/** Reads a box's folder; null: there is no box in it. */
export async function readBox(directory: string): Promise<FoundBox | null> {
  const text = await readFile(join(directory, 'box.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const record = JSON.parse(text) as BoxRecord;
  return { directory, record, running: record.run !== null && isAlive(record.run.qemu) };
}

/** Writes `box.json` anew, complete or not at all. */
export async function writeBox(directory: string, record: BoxRecord): Promise<void> {
  await writeFileAtomically(join(directory, 'box.json'), `${JSON.stringify(record, null, 2)}\n`);
}
