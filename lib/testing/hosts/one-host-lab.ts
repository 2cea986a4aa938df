import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostDefinition } from '../../../typings/host-definition.ts';
import type { Config } from '../../../typings/config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { syncHosts } from '../../coordination/host/sync-hosts.ts';
import type { Db } from '../../db/db.ts';
import { databaseSettings, freshDatabase } from '../database/fresh-database.ts';
import { startRealSshd, type RealSshd } from '../peers/real-sshd.ts';

/** A lab of one host, `host1`: an sshd of this machine. */
export interface OneHostLab extends AsyncDisposable {
  readonly db: Db;
  readonly config: Config;
  readonly sshd: RealSshd;
  /** A configuration file with the same database, host and folders, for commands that run as programs. */
  readonly configFile: string;
}

/** Creates the lab. The host is free, and play flights may use it. */
export async function oneHostLab(): Promise<OneHostLab> {
  const db = await freshDatabase();
  const sshd = await startRealSshd();
  const folder = await mkdtemp(join(tmpdir(), 'osstest-job-'));
  const host: HostDefinition = {
    name: 'host1',
    address: sshd.target.address,
    sshPort: sshd.target.port,
    sshUser: sshd.target.user,
    identityPath: sshd.target.identityPath,
    hostKeys: sshd.target.hostKeys,
    ether: null,
    flags: ['arch-amd64', 'no-reinstall'],
    properties: {},
    power: { method: 'exec', on: ['true'], off: ['true'] },
    serial: { method: 'none' },
  };
  const loaded = await loadConfig({
    file: null,
    env: {},
    flags: { paths: { stateDir: folder, stashDir: join(folder, 'stash') } },
  });
  await syncHosts(db, [{ ...host, flags: [...host.flags, 'blessed-play'] }]);
  const configFile = join(folder, 'osstest.yaml');
  await writeFile(configFile, yamlOf(db, host, folder));
  return {
    db,
    configFile,
    config: { ...loaded, hosts: [host] },
    sshd,
    [Symbol.asyncDispose]: async () => {
      await sshd[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
      await db[Symbol.asyncDispose]();
    },
  };
}

/** Returns the configuration as JSON, which is YAML. */
function yamlOf(db: Db, host: HostDefinition, folder: string): string {
  const { name, address, sshPort, sshUser, identityPath, hostKeys, flags, power, serial } = host;
  return JSON.stringify({
    ...databaseSettings(db),
    paths: { stateDir: folder, stashDir: join(folder, 'stash'), cacheDir: join(folder, 'cache'), runtimeDir: folder },
    qemu: { hosts: 0 },
    hosts: {
      [name]: {
        address,
        ssh: { port: sshPort, user: sshUser, identity: identityPath, hostKeys },
        flags,
        power,
        serial,
      },
    },
  });
}
