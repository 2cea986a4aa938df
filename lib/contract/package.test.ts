import test, { type ExecutionContext } from 'ava';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../util/subprocess.ts';
import { minutes } from '../util/units.ts';
import { listFiles, ROOT } from './source-tree.ts';

/** What npm and AVA put into the environment of this process would change what a fresh shell does. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|AVA|NODE_|INIT_CWD)/.test(name)),
);

function temporaryFolder(t: ExecutionContext, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `osstest-${name}-`));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the project as a fresh clone has it, with this one's node_modules. */
async function clone(t: ExecutionContext): Promise<string> {
  const folder = temporaryFolder(t, 'clone');
  const { stdout } = await run(['git', 'ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT });
  for (const path of stdout.split('\0').filter((name) => name !== '')) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('a bare clone runs the command and gives its exports through tsx, with no build', async (t) => {
  const cwd = await clone(t);
  const version = await run([process.execPath, 'bin/osstest.js', '--version'], { cwd, env });
  t.regex(version.stdout, /^\d+\.\d+\.\d+\n$/);
  writeFileSync(join(cwd, 'use.ts'), "import { seconds } from 'osstest';\nconsole.log(seconds(2));\n");
  const used = await run([process.execPath, '--import=tsx', 'use.ts'], { cwd, env });
  t.is(used.stdout, '2000\n');
});

test('the packed tarball, installed in an empty project, compiles in strict mode and runs without tsx', async (t) => {
  t.timeout(minutes(10));
  const source = await clone(t);
  await run(['npm', 'pack', '--loglevel=error', '--pack-destination', source], { cwd: source, env });
  const { stdout } = await run(['sh', '-c', 'tar -tzf osstest-*.tgz'], { cwd: source });
  checkContent(
    t,
    stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, '')),
  );
  t.deepEqual(
    (await run(['find', 'lib', 'typings', '-name', '*.js', '-o', '-name', '*.d.ts'], { cwd: source })).stdout,
    '',
  );

  const cwd = temporaryFolder(t, 'consumer');
  writeFileSync(join(cwd, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await run(['sh', '-c', `npm install ${flags.join(' ')} ${source}/osstest-*.tgz`], { cwd, env });
  writeFileSync(
    join(cwd, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: CONSUMER_OPTIONS, files: ['consumer.ts'] }),
  );
  writeFileSync(join(cwd, 'consumer.ts'), CONSUMER);
  await run([process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd, env });
  t.is((await run([process.execPath, 'consumer.js'], { cwd, env })).stdout, "echo 'a b' standalone\n");
  t.regex((await run(['npx', '--no-install', 'osstest', '--help'], { cwd, env })).stdout, /^USAGE\n {2}osstest /);
});

/** One primitive, in a project with no types but Node's. */
const CONSUMER = `
import { loadConfig, quoteShell, type Config } from 'osstest';
const config: Config = await loadConfig({ file: null, env: {} });
console.log(quoteShell(['echo', 'a b']), config.branch);
`;

const CONSUMER_OPTIONS = {
  target: 'ES2022',
  module: 'NodeNext',
  lib: ['ES2023', 'ESNext.Disposable'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  typeRoots: [join(ROOT, 'node_modules/@types')],
  types: ['node'],
};

/** Everything that the code reads beside itself is packed, and nothing of the tests. */
function checkContent(t: ExecutionContext, packed: readonly string[]): void {
  const isRead = (path: string): boolean =>
    !/\.(ts|snap|md|yaml|json)$|\/(data|snapshots|examples|contract)\//.test(path);
  const needed = listFiles('lib', isRead);
  t.deepEqual(
    needed.filter((path) => !packed.includes(path)),
    [],
  );
  for (const path of ['README.md', 'LICENSE', 'CHANGELOG.md', 'bin/osstest.js', 'lib/cli/main.js', 'lib/index.d.ts']) {
    t.true(packed.includes(path), path);
  }
  t.deepEqual(
    packed.filter((path) => /\.(test|bench)\.|^lib\/contract\/|(?<!\.d)\.ts$/.test(path)),
    [],
  );
}
