import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { loadConfigWithOrigins } from './load-config.ts';
import { parseSetting } from './parse-setting.ts';
import { describeRenamedKey } from './renamed-keys.ts';

test('loadConfig accepts the keys and variables of version 0.1, and reports the current ones', async (t) => {
  await using folder = await scratchFolder('renamed');
  const file = join(folder.path, 'osstest.yaml');
  await writeFile(file, 'lab:\n  qemuBoxes: 5\n  cpus: 3\nboxes:\n  rack1: { address: rack1.example.org }\n');
  const env = { HOME: '/nowhere', OSSTEST_BOX_MEMORY_MIB: '700' };
  const { config, renamed, origin } = await loadConfigWithOrigins({ file, env });
  t.like(config.qemu, { hosts: 5, cpus: 3, memoryMiB: 700 });
  t.is(config.hosts[0]?.address, 'rack1.example.org');
  t.deepEqual(renamed.map(describeRenamedKey), [
    `warning: ${file}:2:3: lab.qemuBoxes is now qemu.hosts; the old name is accepted until version 1.0`,
    `warning: ${file}:3:3: lab.cpus is now qemu.cpus; the old name is accepted until version 1.0`,
    `warning: ${file}:4:1: boxes is now hosts; the old name is accepted until version 1.0`,
    'warning: env OSSTEST_BOX_MEMORY_MIB: OSSTEST_BOX_MEMORY_MIB is now OSSTEST_HOST_MEMORY_MIB; the old name is accepted until version 1.0',
  ]);
  t.like(origin(['qemu', 'hosts']), { kind: 'file', line: 2 });
  t.like(origin(['hosts', 'rack1', 'address']), { kind: 'file', line: 5 });
});

test('loadConfig prefers the current key to its old name in the same file', async (t) => {
  await using folder = await scratchFolder('renamed');
  const file = join(folder.path, 'osstest.yaml');
  await writeFile(file, 'lab: { cpus: 3 }\nqemu: { cpus: 4 }\n');
  const { config } = await loadConfigWithOrigins({ file, env: { HOME: '/nowhere' } });
  t.is(config.qemu.cpus, 4);
});

test('loadConfig reports an invalid value under the old name at its place in the file', async (t) => {
  await using folder = await scratchFolder('renamed');
  const file = join(folder.path, 'osstest.yaml');
  await writeFile(file, 'lab:\n  cpus: many\n');
  const error = await t.throwsAsync(loadConfigWithOrigins({ file, env: { HOME: '/nowhere' } }));
  t.true(error.message.includes(`${file}:2:3`), error.message);
});

test('parseSetting reads a number under an old key', (t) => {
  t.is(parseSetting('lab.memoryMiB', '2048'), 2048);
});
