import { Ajv } from 'ajv';
import test from 'ava';
import { expectTypeOf } from 'expect-type';
import type { FromSchema } from 'json-schema-to-ts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigInvalidError, ConfigKeyError, ConfigUnreadableError } from '../errors/config-errors.ts';
import { formatConfigOrigin, formatConfigProblem } from '../errors/config-errors.ts';
import { closest } from '../util/closest.ts';
import type { ConfigSettings } from '../../typings/config.ts';
import { DEFAULT_COST } from '../coordination/allocator/allocation-cost.ts';
import { configKeys, schemaAt } from './describe-schema.ts';
import { ENVIRONMENT_KEYS } from './environment.ts';
import { explainConfig } from './explain-config.ts';
import { loadConfig } from './load-config.ts';
import { configSchema } from './schema.ts';
import { withoutSecrets } from './without-secrets.ts';

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Creates a home folder with the given files, which is removed at the end of the test. */
async function home(files: Readonly<Record<string, string>> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'osstest-config-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), text);
  }
  const env = { HOME: root, TMPDIR: '/tmp' };
  return { root, env, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) };
}

test('the schema accepts exactly the type ConfigSettings', (t) => {
  expectTypeOf<DeepReadonly<FromSchema<typeof configSchema>>>().toEqualTypeOf<ConfigSettings>();
  t.pass();
});

test('the schema is a valid JSON Schema', (t) => {
  const ajv = new Ajv();
  t.true(ajv.validateSchema(configSchema), ajv.errorsText());
});

test('loadConfig returns a complete frozen configuration when nothing is set', async (t) => {
  await using folder = await home();
  const config = await loadConfig({ cwd: folder.root, env: folder.env });
  t.deepEqual(config, {
    file: null,
    paths: {
      stateDir: `${folder.root}/.local/state/osstest`,
      cacheDir: `${folder.root}/.cache/osstest`,
      runtimeDir: `/tmp/osstest-${process.getuid?.()}`,
      stashDir: `${folder.root}/.local/state/osstest/stash`,
    },
    database: { url: null, linger: false },
    flights: { jobsAtOnce: null, retryLost: 3, retryBroken: 1, retryStarved: 1, reuseBuilds: true },
    files: { minFreeGiB: 10, minAgeDays: 7, maxAgeDays: null, publishDir: null },
    qemu: { hosts: 2, memoryMiB: 1536, cpus: 2, debianMirror: null, system: 'disk' },
    coordination: {
      ownerDaemon: null,
      queueDaemon: null,
      heartbeatSeconds: 10,
      graceMs: 15_000,
      retryMs: 120_000,
      maxRetries: 60,
      holdoffMs: 30_000,
      thoughtsTimeoutMs: 90_000,
      pollIntervalMs: 60_000,
      planUpdateIntervalMs: 300_000,
      startInhibitionMs: 240_000,
      rogueSeconds: 604_800,
      cost: DEFAULT_COST,
    },
    reports: {
      logsUrl: 'http://localhost/logs',
      resultsUrl: 'http://localhost/results',
      trailer: '',
      smtpUrl: null,
      mailFrom: 'osstest@localhost',
      mailTo: [],
    },
    gate: {
      branches: [],
      remoteLimitMs: 600_000,
      pagesDir: `${folder.root}/.local/state/osstest/gate`,
      deployDir: null,
    },
    hosts: [],
    branch: 'standalone',
  });
  t.true(Object.isFrozen(config) && Object.isFrozen(config.paths) && Object.isFrozen(config.hosts));
});

test('loadConfig reads the addresses of the daemons, and rejects an invalid address', async (t) => {
  await using folder = await home({
    'osstest.yaml': 'coordination: { ownerDaemon: "control:4031", cost: { variationScale: 0.5 } }\n',
  });
  const options = { cwd: folder.root, env: { ...folder.env, OSSTEST_QUEUE_DAEMON: '[fd00::1]:4032' } };
  const { coordination } = await loadConfig({ ...options, flags: { coordination: { holdoffMs: 20 } } });
  t.like(coordination, {
    ownerDaemon: { host: 'control', port: 4031 },
    queueDaemon: { host: 'fd00::1', port: 4032 },
    holdoffMs: 20,
    cost: { variationScale: 0.5, shareReuseBonus: 10_000 },
  });
  for (const ownerDaemon of ['4031', 'a b:1', 'fd00::1:4031']) {
    await t.throwsAsync(loadConfig({ ...options, flags: { coordination: { ownerDaemon } } }), {
      instanceOf: ConfigInvalidError,
    });
  }
});

test('loadConfig prefers flags to environment, environment to file, and file to defaults', async (t) => {
  await using folder = await home({
    'osstest.yaml': 'branch: of-file\nqemu: { cpus: 3, memoryMiB: 1024, hosts: 5 }\n',
  });
  const { branch, qemu } = await loadConfig({
    cwd: folder.root,
    env: { ...folder.env, OSSTEST_HOST_CPUS: '4', OSSTEST_HOST_MEMORY_MIB: '2048' },
    flags: { qemu: { cpus: 7 } },
  });
  t.is(branch, 'of-file');
  t.like(qemu, { cpus: 7, memoryMiB: 2048, hosts: 5 });
});

test('loadConfig lists every problem of every layer with its place, and suggests a correction', async (t) => {
  await using folder = await home({
    'osstest.yaml': [
      'qemu:',
      '  memoryMib: 2048',
      '  cpus: "2"',
      'hosts:',
      '  rack1:',
      '    adress: 10.0.0.1',
      '    properties: { slots: 5 }',
      '    power: { method: exce }',
      '    serial: { method: tcp, address: h }',
      '  Rack_2: { address: x }',
    ].join('\n'),
  });
  const error = await t.throwsAsync(
    loadConfig({ cwd: folder.root, env: { ...folder.env, OSSTEST_QEMU_HOSTS: 'many' } }),
    { instanceOf: ConfigInvalidError },
  );
  t.is(error.code, 'CONFIG_INVALID');
  t.is(error.blame, 'operator');
  const file = `${folder.root}/osstest.yaml`;
  t.deepEqual(error.problems.map(formatConfigProblem), [
    `${file}:2:3: qemu.memoryMib: found an unknown key, accepted: hosts, memoryMiB, cpus, debianMirror, system; did you mean memoryMiB?`,
    `${file}:3:3: qemu.cpus: found "2", accepted: integer from 1 to 64; write it without quotes`,
    `${file}:5:3: hosts.rack1.address: found nothing, accepted: a host name or address`,
    `${file}:6:5: hosts.rack1.adress: found an unknown key, accepted: address, ssh, ether, flags, properties, power, serial; did you mean address?`,
    `${file}:7:19: hosts.rack1.properties.slots: found the number 5, accepted: text; write it in quotes: "5"`,
    `${file}:8:14: hosts.rack1.power.method: found "exce", accepted: manual, exec, qmp; did you mean exec?`,
    `${file}:9:5: hosts.rack1.serial.port: found nothing, accepted: integer from 1 to 65535`,
    `${file}:10:3: hosts.Rack_2: found an invalid name, accepted: hosts by name; a name is made of a-z, 0-9, and hyphen`,
    'env OSSTEST_QEMU_HOSTS: qemu.hosts: found "many", accepted: integer from 0 to 64',
  ]);
  t.true(error.message.endsWith('(and 8 more)'));
});

test('loadConfig reports the place of invalid YAML', async (t) => {
  await using folder = await home({ 'osstest.yaml': 'branch: a\nbranch: b\nlab: [\n' });
  const error = await t.throwsAsync(loadConfig({ cwd: folder.root, env: folder.env }), {
    instanceOf: ConfigInvalidError,
  });
  t.true(error.problems.length >= 2);
  t.like(error.problems[0], { origin: { line: 2, column: 1 }, key: '', accepted: 'YAML' });
});

test('loadConfig rejects a named file that is missing, but requires no file', async (t) => {
  await using folder = await home();
  const error = await t.throwsAsync(loadConfig({ cwd: folder.root, env: folder.env, file: 'no.yaml' }), {
    instanceOf: ConfigUnreadableError,
    code: 'CONFIG_UNREADABLE',
  });
  t.is(error.file, `${folder.root}/no.yaml`);
  await t.throwsAsync(loadConfig({ cwd: folder.root, env: { ...folder.env, OSSTEST_CONFIG: 'other.yaml' } }), {
    code: 'CONFIG_UNREADABLE',
  });
  t.is((await loadConfig({ cwd: folder.root, env: folder.env })).file, null);
});

test('loadConfig searches from cwd up to the git root or the home folder, then in the user’s configuration folder', async (t) => {
  await using folder = await home({
    'osstest.yaml': 'branch: home\n',
    'clone/.git/HEAD': '',
    'clone/sub/deep/x': '',
    'work/sub/osstest.yaml': 'branch: sub\n',
    '.config/osstest/osstest.yaml': 'branch: user\n',
  });
  const branchIn = async (cwd: string) => (await loadConfig({ cwd: join(folder.root, cwd), env: folder.env })).branch;
  t.is(await branchIn('work/sub'), 'sub');
  t.is(await branchIn('work'), 'home');
  t.is(await branchIn('clone/sub/deep'), 'user');
  await writeFile(join(folder.root, 'clone/osstest.yaml'), 'branch: clone\n');
  t.is(await branchIn('clone/sub/deep'), 'clone');
  t.is((await loadConfig({ cwd: '/', env: folder.env })).branch, 'user');
});

test('paths in a file are relative to its folder, those in environment and flags to cwd, and ~ is the home folder', async (t) => {
  await using folder = await home({
    'etc/osstest.yaml':
      'paths: { stateDir: state, cacheDir: ~/cache }\nhosts: { b: { address: b, ssh: { identity: key }, power: { method: qmp, socketPath: q } } }\n',
  });
  const { paths, hosts } = await loadConfig({
    cwd: folder.root,
    file: 'etc/osstest.yaml',
    env: { ...folder.env, OSSTEST_RUNTIME_DIR: 'run' },
  });
  t.deepEqual(paths, {
    stateDir: `${folder.root}/etc/state`,
    cacheDir: `${folder.root}/cache`,
    runtimeDir: `${folder.root}/run`,
    stashDir: `${folder.root}/etc/state/stash`,
  });
  t.is(hosts[0]?.identityPath, `${folder.root}/etc/key`);
  t.deepEqual(hosts[0]?.power, { method: 'qmp', socketPath: `${folder.root}/etc/q` });
});

test('loadConfig adds the defaults to the hosts of the file', async (t) => {
  await using folder = await home({
    'osstest.yaml': 'hosts: { rack1: { address: 10.0.0.1, flags: [arch-amd64], serial: { method: none } } }\n',
  });
  const { hosts } = await loadConfig({ cwd: folder.root, env: folder.env });
  t.deepEqual(hosts, [
    {
      name: 'rack1',
      address: '10.0.0.1',
      sshPort: 22,
      sshUser: 'root',
      identityPath: `${folder.root}/.ssh/id_ed25519`,
      hostKeys: 'learn',
      ether: null,
      flags: ['arch-amd64'],
      properties: {},
      power: { method: 'manual' },
      serial: { method: 'none' },
    },
  ]);
});

test('explainConfig returns value, origin, type and description for each layer', async (t) => {
  await using folder = await home({
    'osstest.yaml': 'lab:\n  cpus: 3\nhosts:\n  rack1:\n    address: a\n    ssh: { port: 23 }\n',
  });
  const options = {
    cwd: folder.root,
    env: { ...folder.env, OSSTEST_BRANCH: 'b' },
    flags: { qemu: { memoryMiB: 999 } },
  };
  const explain = async (key: string) => {
    const { value, origin } = await explainConfig(key, options);
    return [value, formatConfigOrigin(origin).replace(folder.root, '')];
  };
  t.deepEqual(await explain('qemu.cpus'), [3, '/osstest.yaml:2:3']);
  t.deepEqual(await explain('branch'), ['b', 'env OSSTEST_BRANCH']);
  t.deepEqual(await explain('qemu.memoryMiB'), [999, 'a flag']);
  t.deepEqual(await explain('qemu.hosts'), [2, 'default']);
  t.deepEqual(await explain('hosts.rack1.ssh.port'), [23, '/osstest.yaml:6:12']);
  t.deepEqual(await explain('hosts.rack1.ssh.user'), ['root', 'default']);
  t.like(await explainConfig('branch', options), {
    type: 'a name',
    description: 'Branch of a flight that is created without one.',
    env: 'OSSTEST_BRANCH',
  });
});

test('explainConfig rejects an unknown key, and suggests the nearest one', async (t) => {
  const options = { file: null, env: {} };
  const error = await t.throwsAsync(explainConfig('qemu.memory', options), { instanceOf: ConfigKeyError });
  t.like(error, { code: 'CONFIG_KEY_UNKNOWN', key: 'qemu.memory' });
  t.regex(error.message, /did you mean qemu\.memoryMiB\?/);
  await t.throwsAsync(explainConfig('hosts.none.address', options), { code: 'CONFIG_KEY_UNKNOWN' });
});

test('every environment variable sets a key of the schema, and every key has a description', (t) => {
  for (const key of Object.values(ENVIRONMENT_KEYS)) t.true(configKeys().includes(key), key);
  for (const key of configKeys()) t.truthy(schemaAt(key.split('.'))?.description, key);
});

test('withoutSecrets hides the passwords of URLs', (t) => {
  t.deepEqual(withoutSecrets({ url: 'postgresql://me:secret@db/osstest', other: ['a:b@c'] }), {
    url: 'postgresql://me:***@db/osstest',
    other: ['a:b@c'],
  });
});

test('closest finds a mistyped word, and returns null when every word is far', (t) => {
  t.is(closest('memroyMiB', ['cpus', 'memoryMiB']), 'memoryMiB');
  t.is(closest('xyzzy', ['cpus', 'memoryMiB']), null);
});
