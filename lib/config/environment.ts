import { homedir, tmpdir } from 'node:os';
import process from 'node:process';
import { parseSetting } from './parse-setting.ts';
import { RENAMED_VARIABLES, type RenamedKey } from './renamed-keys.ts';
import { plainLayer, setAt, type ConfigLayer } from './layer.ts';

/** Environment variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every environment variable that sets a key. An empty variable counts as not set. */
export const ENVIRONMENT_KEYS = {
  OSSTEST_DATABASE_URL: 'database.url',
  OSSTEST_DB_LINGER: 'database.linger',
  OSSTEST_STATE_DIR: 'paths.stateDir',
  OSSTEST_CACHE_DIR: 'paths.cacheDir',
  OSSTEST_RUNTIME_DIR: 'paths.runtimeDir',
  OSSTEST_STASH_DIR: 'paths.stashDir',
  OSSTEST_QEMU_HOSTS: 'qemu.hosts',
  OSSTEST_HOST_MEMORY_MIB: 'qemu.memoryMiB',
  OSSTEST_HOST_CPUS: 'qemu.cpus',
  OSSTEST_DEBIAN_MIRROR: 'qemu.debianMirror',
  OSSTEST_QEMU_SYSTEM: 'qemu.system',
  OSSTEST_OWNER_DAEMON: 'coordination.ownerDaemon',
  OSSTEST_QUEUE_DAEMON: 'coordination.queueDaemon',
  OSSTEST_BRANCH: 'branch',
} as const satisfies Readonly<Record<string, string>>;

/** The other environment variables that are read: locations of files and folders, not settings. */
export const ENVIRONMENT_OTHERS = {
  OSSTEST_CONFIG: 'The configuration file; disables the search.',
  HOME: 'The last folder of the search upwards, and the value of `~`.',
  XDG_CONFIG_HOME: 'Contains `osstest/osstest.yaml`; default `~/.config`.',
  XDG_STATE_HOME: 'Contains `osstest`, the default of `paths.stateDir`; default `~/.local/state`.',
  XDG_CACHE_HOME: 'Contains `osstest`, the default of `paths.cacheDir`; default `~/.cache`.',
  XDG_RUNTIME_DIR: 'Contains `osstest`, the default of `paths.runtimeDir`.',
  TMPDIR: 'Contains `osstest-UID`, the default of `paths.runtimeDir` where XDG_RUNTIME_DIR is not set.',
} as const;

/** The folders of the user, from which the defaults of paths are derived. */
export interface UserFolders {
  readonly home: string;
  readonly configHome: string;
  readonly stateHome: string;
  readonly cacheHome: string;
  /** null: the system provides none. */
  readonly runtimeHome: string | null;
  readonly temporary: string;
}

/** Returns the process's environment. No other layer reads `process.env`. */
export const processEnvironment = (): Environment => process.env;

/** Returns the user's folders. Relative values are ignored, as the XDG specification requires. */
export function userFolders(env: Environment): UserFolders {
  const absolute = (name: string): string | null => (env[name]?.startsWith('/') === true ? env[name] : null);
  const home = absolute('HOME') ?? homedir();
  return {
    home,
    configHome: absolute('XDG_CONFIG_HOME') ?? `${home}/.config`,
    stateHome: absolute('XDG_STATE_HOME') ?? `${home}/.local/state`,
    cacheHome: absolute('XDG_CACHE_HOME') ?? `${home}/.cache`,
    runtimeHome: absolute('XDG_RUNTIME_DIR'),
    temporary: absolute('TMPDIR') ?? tmpdir(),
  };
}

/** Returns the settings of the environment. A value that does not fit its key stays text, which the schema rejects. */
export function environmentLayer(env: Environment): ConfigLayer {
  const settings: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(ENVIRONMENT_KEYS)) {
    const text = env[name] ?? env[oldVariable(name)];
    if (text !== undefined && text !== '') setAt(settings, key.split('.'), parseSetting(key, text));
  }
  return plainLayer(settings, (path) => ({ kind: 'env', name: environmentName(path.join('.')) ?? path.join('.') }));
}

/** Returns the earlier name of a variable, or its own. */
const oldVariable = (name: string): string =>
  Object.entries(RENAMED_VARIABLES).find(([, now]) => now === name)?.[0] ?? name;

/** Returns the variables that are set under the name of an earlier version. */
export const renamedVariables = (env: Environment): readonly RenamedKey[] =>
  Object.entries(RENAMED_VARIABLES)
    .filter(([old]) => env[old] !== undefined && env[old] !== '')
    .map(([old, now]) => ({ origin: { kind: 'env', name: old }, old, now }));

/** Returns the variable that sets a key; null: none. */
export function environmentName(key: string): string | null {
  return Object.entries(ENVIRONMENT_KEYS).find(([, set]) => set === key)?.[0] ?? null;
}
