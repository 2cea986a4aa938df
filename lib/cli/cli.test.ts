import test from 'ava';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortedError, TestFailedError } from '../errors/general-errors.ts';
import { HostStateError } from '../errors/host-errors.ts';
import { UsageError } from '../errors/usage-error.ts';
import { fakeTerminal } from '../testing/machine/run-command.ts';
import type { CommandTree } from './commands.ts';
import type { CliContext } from './define-command.ts';
import { exitCodeOfStatuses } from './exit-codes.ts';
import { main } from './main.ts';

async function osstest(words: readonly string[], tree?: CommandTree) {
  const terminal = fakeTerminal();
  const exitCode = await main(words, terminal, tree);
  return { exitCode, ...terminal.written };
}

const one = (run: (context: CliContext) => Promise<0 | 1 | void>): CommandTree => ({
  do: {
    summary: 'Does it',
    load: async () => ({ command: { parameters: {}, run } }),
  },
});

const failing = (error: unknown): CommandTree => one(() => Promise.reject(error as Error));

test('--help lists every group on stdout, --version gives the version', async (t) => {
  const help = await osstest(['--help']);
  t.is(help.exitCode, 0);
  t.regex(help.stdout, /^\s+config\s+The configuration/m);
  const version = await osstest(['--version']);
  t.regex(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

test('the help of a command has its own and the global flags', async (t) => {
  const { stdout } = await osstest(['config', 'explain', '--help']);
  t.regex(stdout, /osstest config explain <KEY>/);
  t.regex(stdout, /--set/);
});

test('a command gets its own flags; those of every command are in its context', async (t) => {
  let got: unknown;
  const parameters = { flags: { loud: { kind: 'boolean', optional: true, brief: 'Loudly' } } };
  const run = async ({ json }: CliContext, flags: object) => void (got = { json, flags });
  const tree: CommandTree = { do: { summary: 'Does it', load: async () => ({ command: { parameters, run } }) } };
  await osstest(['do', '--loud', '--json', '--config', 'a.yaml', '--set', 'qemu.memoryMiB=1', '--verbose'], tree);
  t.deepEqual(got, { json: true, flags: { loud: true } });
});

test('an unknown command or flag ends with 2 and says which is near', async (t) => {
  const command = await osstest(['config', 'chek']);
  t.like(command, { exitCode: 2, stdout: '' });
  t.regex(command.stderr, /did you mean `check`/);
  t.is((await osstest(['config', 'show', '--bogus'])).exitCode, 2);
  t.is((await osstest(['config', 'explain'])).exitCode, 2);
});

test('the exit code of an error follows its blame, and its line has code and docs', async (t) => {
  const codes = async (error: unknown) => (await osstest(['do'], failing(error))).exitCode;
  t.is(await codes(new TestFailedError('no')), 1);
  t.is(await codes(new UsageError('no')), 2);
  t.is(await codes(new HostStateError('h', 'bare', 'it is gone')), 3);
  t.is(await codes(new AbortedError('no')), 4);
  t.is(await codes(new TypeError('a bug')), 3);
  const { stderr, stdout } = await osstest(['do'], failing(new TestFailedError('g1: no answer\nat all')));
  t.is(stderr, 'osstest: g1: no answer at all (TEST_FAILED: see docs/errors.md#test_failed)\n');
  t.is(stdout, '');
});

test('a bug is called one, and --verbose shows where it is, with its causes', async (t) => {
  const error = new TypeError('outer', { cause: new RangeError('inner') });
  t.is(
    (await osstest(['do'], failing(error))).stderr,
    'osstest: unexpected error, a bug: outer (--verbose shows where)\n',
  );
  t.regex(
    (await osstest(['do', '--verbose'], failing(error))).stderr,
    /TypeError: outer\n {4}at [^]*caused by:\nRangeError/,
  );
});

test('the exit code of jobs is that of the worst', (t) => {
  t.is(exitCodeOfStatuses(['pass', 'fail', 'broken']), 3);
  t.is(exitCodeOfStatuses(['pass', 'fail', 'blocked']), 1);
  t.is(exitCodeOfStatuses(['pass', 'starved']), 4);
  t.is(exitCodeOfStatuses(['pass']), 0);
});

test('the first interrupt aborts the signal of the command, the second one forces', async (t) => {
  const terminal = fakeTerminal();
  const exitCode = await main(
    ['do'],
    terminal,
    one(async ({ signal }) => {
      terminal.emit('SIGINT', 'SIGINT');
      t.is(terminal.written.exited, null);
      t.true(signal.reason instanceof AbortedError);
      terminal.emit('SIGTERM', 'SIGTERM');
      t.is(terminal.written.exited, 130);
      signal.throwIfAborted();
    }),
  );
  t.is(exitCode, 4);
  t.regex(terminal.written.stderr, /stopping and cleaning up/);
  t.is(terminal.listenerCount('SIGINT') + terminal.listenerCount('SIGTERM'), 0);
});

test('config check, show and explain take --config and --set, before and after the command', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-cli-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, 'my.yaml');
  await writeFile(file, 'lab:\n  cpus: 3\n');
  t.is((await osstest(['--config', file, 'config', 'check'])).stdout, `${file}: the configuration is valid\n`);
  const shown = await osstest(['--json', 'config', 'show', '--config', file, '--set', 'qemu.memoryMiB=4096']);
  t.like(JSON.parse(shown.stdout), { file, qemu: { cpus: 3, memoryMiB: 4096 } });
  const explained = await osstest(['config', 'explain', 'qemu.cpus', '--config', file]);
  t.regex(explained.stdout, /value +3\n +from +.*my\.yaml:2:3\n/);
  t.is((await osstest(['config', 'show', '--config', file, '--set', 'lab'])).exitCode, 2);
});

test('config check prints each problem on a line, or as data, and ends with 2', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-cli-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, 'bad.yaml');
  await writeFile(file, 'qemu: { cpu: 3 }\nbranch: 7\n');
  const text = await osstest(['config', 'check', '--config', file]);
  t.is(text.exitCode, 2);
  t.is(text.stdout.split('\n').length, 3);
  const data = await osstest(['config', 'check', '--config', file, '--json']);
  t.is(JSON.parse(data.stdout).problems.length, 2);
  const other = await osstest(['config', 'show', '--config', file]);
  t.like(other, { exitCode: 2, stdout: '' });
  t.regex(other.stderr, /did you mean cpus\?\n.*branch.*\nosstest: the configuration has 2 problems/);
});
