import { ConfigKeyError } from '../errors/config-errors.ts';
import { closest } from '../util/closest.ts';
import type { Config, ConfigExplanation } from '../../typings/config.ts';
import { configKeys, describeAccepted, schemaAt } from './describe-schema.ts';
import { environmentName } from './environment.ts';
import { valueAt } from './layer.ts';
import { loadConfigWithOrigins, type LoadConfigOptions } from './load-config.ts';

/**
 * Returns the purpose of a key, its value, and the origin of the value.
 *
 * @param key - Dotted, such as `qemu.memoryMiB` or `hosts.rack1.address`.
 * @throws ConfigKeyError (`CONFIG_KEY_UNKNOWN`, blame operator) - no such key, or no host of that name.
 * @throws ConfigInvalidError (`CONFIG_INVALID`, blame operator) - the configuration is not valid.
 */
export async function explainConfig(key: string, options: LoadConfigOptions = {}): Promise<ConfigExplanation> {
  const path = key.split('.');
  const schema = schemaAt(path);
  if (schema === null) throw new ConfigKeyError(key, unknownKey(key));
  const loaded = await loadConfigWithOrigins(options);
  return {
    key,
    value: valueOf(loaded.config, path),
    origin: loaded.origin(path),
    type: describeAccepted(schema),
    description: schema.description ?? '',
    env: environmentName(key),
  };
}

function unknownKey(key: string): string {
  const near = closest(key, configKeys());
  return `no such key in the configuration${near === null ? '' : `; did you mean ${near}?`}`;
}

/** Returns the value of a key. Keys of hosts have other names in the file than in the complete configuration. */
function valueOf(config: Config, path: readonly string[]): unknown {
  const [section, name, ...rest] = path;
  if (section !== 'hosts' || name === undefined) return valueAt(config, path);
  const host = config.hosts.find((candidate) => candidate.name === name);
  if (host === undefined) throw new ConfigKeyError(path.join('.'), `no host ${name} is configured`);
  const ssh = { port: host.sshPort, user: host.sshUser, identity: host.identityPath, hostKeys: host.hostKeys };
  return valueAt({ ...host, ssh }, rest);
}
