import { configKeys, describeAccepted, schemaAt } from '../config/describe-schema.ts';
import { ENVIRONMENT_OTHERS, environmentName, userFolders } from '../config/environment.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { valueAt } from '../config/layer.ts';

const folders = { ...userFolders({ HOME: '/HOME', TMPDIR: '/tmp' }), temporary: '/tmp' };

/** Returns the generated part of docs/config.md: every key, and the other environment variables. */
export function renderConfigKeys(): string {
  const rows = configKeys().map((key) => row(key));
  const others = Object.entries(ENVIRONMENT_OTHERS).map(([name, use]) => `| \`${name}\` | ${use} |`);
  return [
    '| key | accepted | default | environment | what for |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'Also read of the environment:',
    '',
    '| variable | use |',
    '| --- | --- |',
    ...others,
  ].join('\n');
}

function row(key: string): string {
  const schema = schemaAt(key.split('.'));
  const env = environmentName(key);
  const cells = [
    `\`${key}\``,
    schema === null ? '' : describeAccepted(schema),
    defaultOf(key),
    env === null ? '' : `\`${env}\``,
    schema?.description ?? '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function defaultOf(key: string): string {
  if (key === 'paths.runtimeDir') return '`$XDG_RUNTIME_DIR/osstest`, else `/tmp/osstest-UID`';
  const bases = { file: null, folders };
  const named = key.startsWith('hosts.NAME.');
  const { hosts, ...rest } = resolveConfig(named ? { hosts: { name: { address: '' } } } : {}, bases);
  const [host] = hosts;
  const ssh = { port: host?.sshPort, user: host?.sshUser, identity: host?.identityPath, hostKeys: undefined };
  const path = key.split('.');
  const value = named ? valueAt({ ...host, address: undefined, ssh }, path.slice(2)) : valueAt(rest, path);
  return value === undefined ? '' : `\`${JSON.stringify(value).replaceAll('/HOME', '~').replaceAll(/^"|"$/g, '')}\``;
}
