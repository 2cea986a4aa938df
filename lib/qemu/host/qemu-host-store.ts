import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import { listNames } from '../../util/list-names.ts';
import { isAlive } from '../../util/process-identity.ts';
import type { FoundHost, QemuHostRecord } from './qemu-host-record.ts';

/** Returns the folder that has a folder for each QEMU host. */
export const qemuHostsDir = (stateDir: string): string => join(stateDir, 'hosts');

/** Lists all QEMU hosts of this account, by name. */
export async function listQemuHosts(stateDir: string): Promise<FoundHost[]> {
  const names = await listNames(qemuHostsDir(stateDir));
  const hosts = await Promise.all(names.map((name) => readQemuHost(join(qemuHostsDir(stateDir), name))));
  return hosts.filter((host) => host !== null);
}

/** Reads a host's folder; null: it contains no host. */
export async function readQemuHost(directory: string): Promise<FoundHost | null> {
  const text = await readFile(join(directory, 'host.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const record = JSON.parse(text) as QemuHostRecord;
  return { directory, record, running: record.run !== null && isAlive(record.run.qemu) };
}

/** Replaces `host.json` atomically. */
export async function writeQemuHost(directory: string, record: QemuHostRecord): Promise<void> {
  await writeFileAtomically(join(directory, 'host.json'), `${JSON.stringify(record, null, 2)}\n`);
}
