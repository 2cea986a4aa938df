import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../util/subprocess.ts';
import { makeOwnedDirectory } from './owned-directory.ts';

/** The keys of all QEMU hosts and guests of this account. They are known before any host or guest is built. */
export interface QemuKeys {
  /** Path of the private key with which the harness logs in. */
  readonly identityPath: string;
  /** Its public half, as in authorized_keys. */
  readonly authorizedKey: string;
  /** The private host key of hosts and guests, in OpenSSH's format. */
  readonly hostKeySecret: string;
  /** Its public half, as in known_hosts. */
  readonly hostKey: string;
}

/** Returns the keys; creates them at the first use. Concurrent processes get the same keys. */
export async function ensureQemuKeys(cacheDir: string): Promise<QemuKeys> {
  const directory = join(cacheDir, 'keys');
  const present = await readQemuKeys(directory);
  if (present !== null) return present;
  await mkdir(cacheDir, { recursive: true });
  const fresh = await makeOwnedDirectory(cacheDir, 'keys');
  try {
    for (const name of ['identity', 'host']) {
      await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'osstest', '-f', join(fresh, name)]);
    }
    await rename(fresh, directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // another process has created them
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  const made = await readQemuKeys(directory);
  if (made === null) throw new Error(`${directory}: keys vanished`);
  return made;
}

async function readQemuKeys(directory: string): Promise<QemuKeys | null> {
  const text = (name: string): Promise<string> => readFile(join(directory, name), 'utf8');
  const texts = await Promise.all(['identity.pub', 'host', 'host.pub'].map(text)).catch(() => null);
  if (texts === null) return null;
  const [authorizedKey = '', hostKeySecret = '', hostKey = ''] = texts.map((part) => part.trim());
  const withoutComment = hostKey.split(' ').slice(0, 2).join(' ');
  return { identityPath: join(directory, 'identity'), authorizedKey, hostKeySecret, hostKey: withoutComment };
}
