import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import type { BoxDefinition } from '../../typings/host-definition.ts';
import type { BoxSettings, Config, ConfigSettings, Paths } from '../../typings/config.ts';
import { minutes } from '../util/units.ts';
import type { UserFolders } from './environment.ts';
import { isPath } from '../util/is-path.ts';
import { resolveCoordination } from './resolve-coordination.ts';

/** What relative paths are relative to. */
export interface PathBases {
  /** The configuration file; null: none. */
  readonly file: string | null;
  readonly folders: UserFolders;
}

/** Fills in every default. The only place where they are. */
export function resolveConfig(settings: ConfigSettings, bases: PathBases): Config {
  const paths = resolvePaths(settings, bases);
  return deepFreeze({
    file: bases.file,
    paths,
    database: {
      url: settings.database?.url ?? null,
      linger: settings.database?.linger ?? false,
    },
    lab: {
      qemuBoxes: settings.lab?.qemuBoxes ?? 2,
      memoryMiB: settings.lab?.memoryMiB ?? 1536,
      cpus: settings.lab?.cpus ?? 2,
      debianMirror: settings.lab?.debianMirror ?? null,
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
    boxes: Object.entries(settings.boxes ?? {}).map(([name, box]) => resolveBox(name, box, bases)),
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

/** `su` and cron hand down a variable whose folder is gone or somebody else's: then as if there were none. */
function defaultRuntimeDir({ runtimeHome, temporary }: UserFolders): string {
  if (runtimeHome !== null && existsSync(runtimeHome)) return join(runtimeHome, 'osstest');
  return join(temporary, `osstest-${process.getuid?.() ?? 0}`);
}

function resolveBox(name: string, box: BoxSettings, bases: PathBases): BoxDefinition {
  return {
    name,
    address: box.address,
    sshPort: box.ssh?.port ?? 22,
    sshUser: box.ssh?.user ?? 'root',
    identityPath: box.ssh?.identity ?? join(bases.folders.home, '.ssh/id_ed25519'),
    hostKeys: box.ssh?.hostKeys ?? 'learn',
    ether: box.ether ?? null,
    flags: box.flags ?? [],
    properties: box.properties ?? {},
    power: box.power ?? { method: 'manual' },
    serial: box.serial ?? { method: 'none' },
  };
}

/** Makes the paths of one layer absolute: `~/` is the home folder, the rest is relative to `folder`. */
export function absolutePaths(settings: ConfigSettings, folder: string, home: string): ConfigSettings {
  const absolute = (path: string): string =>
    path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(folder, path);
  const paths = Object.entries(settings.paths ?? {}).map(([key, path]) => [key, absolute(path)]);
  const boxes = Object.entries(settings.boxes ?? {}).map(([name, box]) => [name, absoluteBox(box, absolute)]);
  return {
    ...settings,
    ...(settings.paths === undefined ? {} : { paths: Object.fromEntries(paths) as ConfigSettings['paths'] }),
    ...(settings.boxes === undefined ? {} : { boxes: Object.fromEntries(boxes) as ConfigSettings['boxes'] }),
    ...(settings.gate === undefined ? {} : { gate: absoluteGate(settings.gate, absolute) }),
  } as ConfigSettings;
}

/** A branch is named, or it is a file. */
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

function absoluteBox(box: BoxSettings, absolute: (path: string) => string): BoxSettings {
  const { ssh, power, serial } = box;
  return {
    ...box,
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
