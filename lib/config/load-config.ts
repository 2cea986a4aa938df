import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { ConfigInvalidError } from '../errors/config-errors.ts';
import type { Config, ConfigOrigin, ConfigProblem, ConfigSettings } from '../../typings/config.ts';
import {
  environmentLayer,
  processEnvironment,
  renamedVariables,
  userFolders,
  type Environment,
} from './environment.ts';
import { findConfigFile } from './find-file.ts';
import { renameKeys, type RenamedKey } from './renamed-keys.ts';
import { mergeSettings, plainLayer, type ConfigLayer, type KeyPath } from './layer.ts';
import { absolutePaths, resolveConfig } from './resolve-config.ts';

export interface LoadConfigOptions {
  /** Start of the search for the file, and base of relative paths in environment and flags. Default: the process's. */
  readonly cwd?: string;
  /** The file to read, without a search; null: read none. */
  readonly file?: string | null | undefined;
  /** Default: the process's environment. */
  readonly env?: Environment;
  /** Settings that override all others. */
  readonly flags?: ConfigSettings;
}

/** A valid configuration with the origin of each part. */
export interface LoadedConfig {
  readonly config: Config;
  /** Keys that are set under the name of an earlier version, environment variables included. */
  readonly renamed: readonly RenamedKey[];
  /** Returns the origin of a key's value. */
  origin(path: KeyPath): ConfigOrigin;
}

/**
 * Loads the configuration from `osstest.yaml` if there is one, the environment and `flags`. Flags override the
 * environment, and the environment overrides the file. Every other key has its default. The result is complete and
 * frozen.
 *
 * @throws ConfigInvalidError (`CONFIG_INVALID`, blame operator) - `problems` lists every problem of all layers.
 * @throws ConfigUnreadableError (`CONFIG_UNREADABLE`, blame operator) - the named file cannot be read.
 * @example
 * import { loadConfig } from 'osstest';
 * const config = await loadConfig({ flags: { branch: 'xen-unstable' } });
 *
 * Source: docs/config.md describes the search and every key.
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<Config> {
  return (await loadConfigWithOrigins(options)).config;
}

/**
 * Loads the configuration as {@link loadConfig} does, with the origin of each key.
 *
 * @throws as loadConfig.
 */
export const loadConfigWithOrigins = (options: LoadConfigOptions = {}): Promise<LoadedConfig> =>
  loadLayers(options, problemsOf);

/**
 * As {@link loadConfig}, without the validation of settings, which takes 0.1 s. The values may have any type.
 *
 * @throws ConfigInvalidError (`CONFIG_INVALID`, blame operator) - the file is no YAML.
 * @throws ConfigUnreadableError (`CONFIG_UNREADABLE`, blame operator) - the named file cannot be read.
 */
export const loadUncheckedConfig = async (options: LoadConfigOptions = {}): Promise<Config> =>
  (await loadLayers(options, () => Promise.resolve([]))).config;

async function loadLayers(options: LoadConfigOptions, check: typeof problemsOf): Promise<LoadedConfig> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const env = options.env ?? processEnvironment();
  const folders = userFolders(env);
  const file = configFile(options, cwd, env, folders);
  const fromFile = file === null ? null : await (await import('./file-layer.ts')).fileLayer(file);
  const asWritten: readonly ConfigLayer[] = [
    fromFile?.layer ?? plainLayer({}, () => ({ kind: 'default' })),
    environmentLayer(env),
    plainLayer(options.flags ?? {}, () => ({ kind: 'flag' })),
  ];
  const current = asWritten.map(renameKeys);
  const layers = current.map(({ layer }) => layer);
  const problems = [...(fromFile?.problems ?? []), ...(await check(layers))];
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  const settings = layers.map((layer, index) => {
    const folder = index === 0 && file !== null ? dirname(file) : cwd;
    return absolutePaths(layer.settings as ConfigSettings, folder, folders.home);
  });
  const merged = settings.reduce<unknown>(mergeSettings, {}) as ConfigSettings;
  return {
    config: resolveConfig(merged, { file, folders }),
    renamed: [...current.flatMap(({ renamed }) => renamed), ...renamedVariables(env)],
    origin: (path) => layers.findLast((layer) => layer.has(path))?.locate(path) ?? { kind: 'default' },
  };
}

function configFile(
  options: LoadConfigOptions,
  cwd: string,
  env: Environment,
  folders: ReturnType<typeof userFolders>,
): string | null {
  if (options.file === null) return null;
  return options.file === undefined ? findConfigFile(cwd, env, folders) : resolve(cwd, options.file);
}

/** Returns the problems of all layers. The validator takes 0.1 s to load, so it is loaded only if anything is set. */
async function problemsOf(layers: readonly ConfigLayer[]): Promise<readonly ConfigProblem[]> {
  const filled = layers.filter(({ settings }) => JSON.stringify(settings) !== '{}');
  if (filled.length === 0) return [];
  const { layerProblems } = await import('./validate.ts');
  return filled.flatMap(layerProblems);
}
