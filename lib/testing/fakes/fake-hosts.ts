import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerChannel } from 'ssh2';
import type { HostDefinition } from '../../../typings/host-definition.ts';
import type { Config, ConfigSettings } from '../../../typings/config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { syncHosts } from '../../coordination/host/sync-hosts.ts';
import type { Db } from '../../db/db.ts';
import { systemClock } from '../../util/clock.ts';
import { databaseSettings } from '../database/fresh-database.ts';
import { startFakeSshServer } from './fake-ssh-server.ts';

/** Host flag of fake hosts, which keeps other jobs off them. */
export const FAKE_HOST = 'fake-host';

/** One use of a fake host by a job. */
export interface Touch {
  readonly host: string;
  /** `FLIGHT.JOB`. */
  readonly job: string;
  /** Process id of the harness. */
  readonly pid: number;
  readonly what: string;
  readonly beganAt: number;
  /** null: the harness disconnected before the command finished. */
  readonly endedAt: number | null;
}

/** A lab of fake hosts, which record each use by a job. */
export interface FakeLab extends AsyncDisposable {
  /** The configuration of the harness, with these hosts and this database. */
  readonly config: Config;
  /** State, runtime and stash folders are below it; removed on disposal. */
  readonly folder: string;
  /** Returns the uses so far, in the order of their start. */
  touches(): readonly Touch[];
}

/** What the lab consists of. */
export interface FakeLabOptions {
  /** Number of hosts. */
  readonly hosts: number;
  /** Host flags of each host; default `arch-amd64`. */
  readonly flags?: readonly string[];
  /** Settings that override the defaults of the configuration. */
  readonly settings?: ConfigSettings;
}

/** Returns the command of a test on a fake host: it takes `ms` milliseconds. */
export const touchCommand = (job: string, pid: number, what: string, ms: number): string =>
  `touch-host ${job} ${pid} ${what} ${ms}`;

/**
 * Starts fake hosts and adds them to the host database. A fake host is an SSH server in this process, which accepts
 * only the command `touch-host JOB PID WHAT MS` and records it.
 *
 * @example
 * import { freshDatabase, startFakeLab } from 'osstest/testing';
 *
 * await using db = await freshDatabase();
 * await using lab = await startFakeLab(db, { hosts: 2 });
 * console.log(lab.config.hosts.map(({ name }) => name)); // ['fake0', 'fake1']
 */
export async function startFakeLab(db: Db, options: FakeLabOptions): Promise<FakeLab> {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-fake-lab-'));
  const touches: Mutable[] = [];
  const names = Array.from({ length: options.hosts }, (_, index) => `fake${index}`);
  const servers = await Promise.all(
    names.map((host) => startFakeSshServer({ onExec: (command, channel) => serve(host, command, channel, touches) })),
  );
  const flags = options.flags ?? ['arch-amd64'];
  const hosts = servers.map(({ target }, index): HostDefinition => ({
    name: names[index]!,
    address: target.address,
    sshPort: target.port,
    sshUser: target.user,
    identityPath: target.identityPath,
    hostKeys: target.hostKeys,
    ether: null,
    flags,
    properties: {},
    power: { method: 'exec', on: ['true'], off: ['true'] },
    serial: { method: 'none' },
  }));
  await syncHosts(
    db,
    hosts.map((host) => ({ ...host, flags: [...flags, 'blessed-play', 'blessed-real'] })),
  );
  const paths = { stateDir: folder, runtimeDir: join(folder, 'run'), stashDir: join(folder, 'stash') };
  const loaded = await loadConfig({
    file: null,
    env: {},
    flags: { qemu: { hosts: 0 }, ...options.settings, paths },
  });
  return {
    config: { ...loaded, database: { ...loaded.database, url: databaseSettings(db).database.url }, hosts },
    folder,
    touches: () => touches,
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Mutable = { -readonly [K in keyof Touch]: Touch[K] };

/** Refuses any other command, the lanes of the SSH client included: the client then works without lanes. */
function serve(host: string, command: string, channel: ServerChannel, touches: Mutable[]): void {
  channel.on('error', () => undefined);
  const [, job, pid, what, ms] = /touch-host (\S+) (\d+) (\S+) (\d+)/.exec(command) ?? [];
  const exit = (code: number): void => {
    channel.exit(code);
    channel.end();
  };
  if (job === undefined || what === undefined) return exit(1);
  const touch: Mutable = { host, job, pid: Number(pid), what, beganAt: systemClock.now(), endedAt: null };
  touches.push(touch);
  const gone = new AbortController();
  channel.on('close', () => gone.abort());
  const finish = (): void => {
    touch.endedAt = systemClock.now();
    exit(0);
  };
  if (Number(ms) === 0) return finish();
  systemClock.sleep(Number(ms), gone.signal).then(finish, () => undefined); // the client is gone
}
