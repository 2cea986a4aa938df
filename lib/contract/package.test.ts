import test, { type ExecutionContext } from 'ava';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../util/subprocess.ts';
import { minutes } from '../util/units.ts';
import { cloneProject, shellEnvironment, temporaryFolder } from './clone-project.ts';
import { listFiles, ROOT } from './source-tree.ts';

const env = shellEnvironment();

test('a bare clone runs the command and provides its exports through tsx, without a build', async (t) => {
  await using clone = await cloneProject();
  const cwd = clone.path;
  const version = await run([process.execPath, 'bin/osstest.js', '--version'], { cwd, env });
  t.regex(version.stdout, /^\d+\.\d+\.\d+\n$/);
  writeFileSync(join(cwd, 'use.ts'), "import { seconds } from 'osstest';\nconsole.log(seconds(2));\n");
  const used = await run([process.execPath, '--import=tsx', 'use.ts'], { cwd, env });
  t.is(used.stdout, '2000\n');
});

test('the packed tarball, installed in an empty project, compiles in strict mode and runs without tsx', async (t) => {
  t.timeout(minutes(10));
  await using clone = await cloneProject();
  const source = clone.path;
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

  await using consumer = temporaryFolder('consumer');
  const cwd = consumer.path;
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
  const osstest = async (...words: string[]): Promise<string> =>
    (await run(['npx', '--no-install', 'osstest', ...words], { cwd, env })).stdout;
  t.regex(await osstest('--help'), /^USAGE\n {2}osstest /m);
  for (const file of ['recipe.ts', 'clock-keeps-up.ts']) {
    copyFileSync(join(ROOT, 'docs/examples/writing-a-test', file), join(cwd, file));
  }
  t.regex(
    await osstest('recipe', 'show', './recipe.ts'),
    /11 clock-keeps-up /,
    'the project’s own TypeScript is loaded',
  );
});

/** A project that uses a primitive and has no types except Node's. */
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

/** Checks that the package contains every data file that the code reads, and no file of the tests. */
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
