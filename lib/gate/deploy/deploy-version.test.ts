import test from 'ava';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBareTree } from '../../fault-injection/gate/bare-tree.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { sha256 } from '../../util/digest.ts';
import { checkMigrations } from './check-migrations.ts';
import { deployedVersion, deployVersion } from './deploy-version.ts';

const START = "console.log('0.1.0')\n";

test('deployVersion switches between versions that start, and keeps the old one when the new one does not start', async (t) => {
  await using folder = await scratchFolder('deploy');
  const deployDir = join(folder.path, 'versions');
  const tree = await makeBareTree(folder.path, 'osstest', 'production');
  const version = (start: string): Promise<string> =>
    tree.commit('production', { 'bin/osstest.js': start, 'package-lock.json': '{}' });
  await mkdir(join(deployDir, 'modules', sha256('{}').slice(0, 16)), { recursive: true });
  await symlink(folder.path, join(deployDir, 'modules', sha256('{}').slice(0, 16), 'node_modules'));
  const from = tree.remote('production');
  t.is(await deployedVersion(deployDir), null);
  const first = await version(START);
  t.like(await deployVersion({ deployDir, from, revision: null }), { revision: first, previous: null });
  const second = await version(`${START}// better\n`);
  t.like(await deployVersion({ deployDir, from, revision: null }), { revision: second, previous: first });
  await version('process.exit(3)\n');
  await t.throwsAsync(deployVersion({ deployDir, from, revision: null }), {
    code: 'DEPLOY_FAILED',
    message: /^version [0-9a-f]{40}: cannot be used: /,
  });
  t.is(await deployedVersion(deployDir), second);
  await deployVersion({ deployDir, from, revision: first.slice(0, 12) });
  t.is(await deployedVersion(deployDir), first);
  t.deepEqual((await readdir(join(deployDir, 'versions'))).sort(), [first, second].sort(), 'no partial checkout stays');
});

test('checkMigrations refuses a version that would exclude this one', async (t) => {
  await using folder = await scratchFolder('migrations');
  const migrations = join(folder.path, 'lib', 'db', 'migrations');
  await mkdir(migrations, { recursive: true });
  const mark = (oldest: string): string =>
    `create table x (y int);\ninsert into schema_marks (migration, oldest_harness) values ('999999-x', '${oldest}');\n`;
  await writeFile(join(migrations, '999999-x.sql'), mark('0.0.1'));
  await t.notThrowsAsync(checkMigrations(folder.path));
  await writeFile(join(migrations, '999999-x.sql'), mark('999.0.0'));
  await t.throwsAsync(checkMigrations(folder.path), { code: 'DEPLOY_FAILED', message: /before 999\.0\.0/ });
});
