import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import type { HostDefinition } from '../../typings/host-definition.ts';
import type { HostSettings, Config, ConfigSettings, Paths } from '../../typings/config.ts';
import { minutes } from '../util/units.ts';
import type { UserFolders } from './environment.ts';
import { isPath } from '../util/is-path.ts';
import { resolveCoordination } from './resolve-coordination.ts';

/** The configuration file and the user's folders, from which defaults are derived. */
export interface PathBases {
  /** The configuration file; null: none. */
  readonly file: string | null;
  readonly folders: UserFolders;
}

/** Returns the complete configuration: the settings, and the default of every other key. */
export function resolveConfig(settings: ConfigSettings, bases: PathBases): Config {
  const paths = resolvePaths(settings, bases);
  return deepFreeze({
    file: bases.file,
    paths,
    database: {
      url: settings.database?.url ?? null,
      linger: settings.database?.linger ?? false,
    },
    qemu: {
      hosts: settings.qemu?.hosts ?? 2,
      memoryMiB: settings.qemu?.memoryMiB ?? 1536,
      cpus: settings.qemu?.cpus ?? 2,
      debianMirror: settings.qemu?.debianMirror ?? null,
      system: settings.qemu?.system ?? 'disk',
    },
    coordination: resolveCoordination(settings.coordination ?? {}),
    flights: {
      jobsAtOnce: settings.flights?.jobsAtOnce ?? null,
      retryLost: settings.flights?.retryLost ?? 3,
      retryBroken: settings.flights?.retryBroken ?? 1,
      retryStarved: settings.flights?.retryStarved ?? 1,
      reuseBuilds: settings.flights?.reuseBuilds ?? true,
    },
    files: {
      minFreeGiB: settings.files?.minFreeGiB ?? 10,
      minAgeDays: settings.files?.minAgeDays ?? 7,
      maxAgeDays: settings.files?.maxAgeDays ?? null,
      publishDir: settings.files?.publishDir ?? null,
    },
    reports: {
      logsUrl: settings.reports?.logsUrl ?? 'http://localhost/logs',
      resultsUrl: settings.reports?.resultsUrl ?? 'http://localhost/results',
      trailer: settings.reports?.trailer ?? '',
      smtpUrl: settings.reports?.smtpUrl ?? null,
      mailFrom: settings.reports?.mailFrom ?? 'osstest@localhost',
      mailTo: settings.reports?.mailTo ?? [],
    },
    gate: {
      branches: settings.gate?.branches ?? [],
      remoteLimitMs: settings.gate?.remoteLimitMs ?? minutes(10),
      pagesDir: settings.gate?.pagesDir ?? join(paths.stateDir, 'gate'),
      deployDir: settings.gate?.deployDir ?? null,
    },
    hosts: Object.entries(settings.hosts ?? {}).map(([name, host]) => resolveHost(name, host, bases)),
    branch: settings.branch ?? 'standalone',
  });
}

function resolvePaths({ paths }: ConfigSettings, bases: PathBases): Paths {
  const { folders } = bases;
  const stateDir = paths?.stateDir ?? join(folders.stateHome, 'osstest');
  return {
    stateDir,
    cacheDir: paths?.cacheDir ?? join(folders.cacheHome, 'osstest'),
    runtimeDir: paths?.runtimeDir ?? defaultRuntimeDir(folders),
    stashDir: paths?.stashDir ?? join(stateDir, 'stash'),
  };
}

/**
 * Returns the default runtime folder. `su` and cron may pass on an XDG_RUNTIME_DIR that is missing or another user's:
 * a missing one is ignored.
 */
function defaultRuntimeDir({ runtimeHome, temporary }: UserFolders): string {
  if (runtimeHome !== null && existsSync(runtimeHome)) return join(runtimeHome, 'osstest');
  return join(temporary, `osstest-${process.getuid?.() ?? 0}`);
}

function resolveHost(name: string, host: HostSettings, bases: PathBases): HostDefinition {
  return {
    name,
    address: host.address,
    sshPort: host.ssh?.port ?? 22,
    sshUser: host.ssh?.user ?? 'root',
    identityPath: host.ssh?.identity ?? join(bases.folders.home, '.ssh/id_ed25519'),
    hostKeys: host.ssh?.hostKeys ?? 'learn',
    ether: host.ether ?? null,
    flags: host.flags ?? [],
    properties: host.properties ?? {},
    power: host.power ?? { method: 'manual' },
    serial: host.serial ?? { method: 'none' },
  };
}

/** Returns one layer with absolute paths: `~/` is the home folder, other paths are relative to `folder`. */
export function absolutePaths(settings: ConfigSettings, folder: string, home: string): ConfigSettings {
  const absolute = (path: string): string =>
    path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(folder, path);
  const paths = Object.entries(settings.paths ?? {}).map(([key, path]) => [key, absolute(path)]);
  const hosts = Object.entries(settings.hosts ?? {}).map(([name, host]) => [name, absoluteHost(host, absolute)]);
  return {
    ...settings,
    ...(settings.paths === undefined ? {} : { paths: Object.fromEntries(paths) as ConfigSettings['paths'] }),
    ...(settings.hosts === undefined ? {} : { hosts: Object.fromEntries(hosts) as ConfigSettings['hosts'] }),
    ...(settings.gate === undefined ? {} : { gate: absoluteGate(settings.gate, absolute) }),
  } as ConfigSettings;
}

/** Returns the gate's settings with absolute paths. A branch is a name or the path of a file. */
function absoluteGate(
  gate: NonNullable<ConfigSettings['gate']>,
  absolute: (path: string) => string,
): ConfigSettings['gate'] {
  const { branches, pagesDir, deployDir } = gate;
  return {
    ...gate,
    ...(branches === undefined
      ? {}
      : { branches: branches.map((branch) => (isPath(branch) ? absolute(branch) : branch)) }),
    ...(pagesDir === undefined ? {} : { pagesDir: absolute(pagesDir) }),
    ...(deployDir === undefined || deployDir === null ? {} : { deployDir: absolute(deployDir) }),
  };
}

function absoluteHost(host: HostSettings, absolute: (path: string) => string): HostSettings {
  const { ssh, power, serial } = host;
  return {
    ...host,
    ...(ssh?.identity === undefined ? {} : { ssh: { ...ssh, identity: absolute(ssh.identity) } }),
    ...(power?.method === 'qmp' ? { power: { ...power, socketPath: absolute(power.socketPath) } } : {}),
    ...(serial?.method === 'unix' ? { serial: { ...serial, socketPath: absolute(serial.socketPath) } } : {}),
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
