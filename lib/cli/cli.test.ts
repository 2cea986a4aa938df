import test from 'ava';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortedError, TestFailedError } from '../errors/general-errors.ts';
import { HostStateError } from '../errors/host-errors.ts';
import { ERROR_CODES } from '../errors/codes.ts';
import { UsageError } from '../errors/usage-error.ts';
import { fakeTerminal } from '../testing/machine/run-in-terminal.ts';
import type { CommandTree } from './shared/command-tree.ts';
import type { CliContext } from './shared/define-command.ts';
import { exitCodeOfStatuses } from './shared/exit-codes.ts';
import { main } from './main.ts';

async function osstest(words: readonly string[], tree?: CommandTree) {
  const terminal = fakeTerminal();
  const exitCode = await main(words, terminal, tree);
  return { exitCode, ...terminal.written };
}

const TEXTS = { description: 'Does it, and reports it.', examples: [['osstest do', 'Do it.']] } as const;

const one = (run: (context: CliContext) => Promise<0 | 1 | void>): CommandTree => ({
  do: {
    summary: 'Does it',
    load: async () => ({ command: { ...TEXTS, parameters: {}, run } }),
  },
});

const failing = (error: unknown): CommandTree => one(() => Promise.reject(error as Error));

test('--help lists every group on stdout, --version gives the version', async (t) => {
  const help = await osstest(['--help']);
  t.is(help.exitCode, 0);
  t.regex(help.stdout, /^\s+config\s+Check, show and explain the configuration$/m);
  const version = await osstest(['--version']);
  t.regex(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

test('the help of a command has its own and the global flags', async (t) => {
  const { stdout } = await osstest(['config', 'explain', '--help']);
  t.regex(stdout, /osstest config explain KEY$/m);
  t.regex(stdout, /--set/);
});

test('a command gets its own flags; those of every command are in its context', async (t) => {
  let got: unknown;
  const parameters = { flags: { loud: { kind: 'boolean', optional: true, brief: 'Loudly' } } };
  const run = async ({ json }: CliContext, flags: object) => void (got = { json, flags });
  const tree: CommandTree = {
    do: { summary: 'Does it', load: async () => ({ command: { ...TEXTS, parameters, run } }) },
  };
  await osstest(['do', '--loud', '--json', '--config', 'a.yaml', '--set', 'qemu.memoryMiB=1', '--verbose'], tree);
  t.deepEqual(got, { json: true, flags: { loud: true } });
});

test('an unknown command or flag ends with 2, and the error names the nearest command', async (t) => {
  const command = await osstest(['config', 'chek']);
  t.like(command, { exitCode: 2, stdout: '' });
  t.regex(command.stderr, /did you mean "osstest config check"/);
  t.is((await osstest(['config', 'show', '--bogus'])).exitCode, 2);
  t.is((await osstest(['config', 'explain'])).exitCode, 2);
});

test('the exit code of an error follows its blame, and its line has the code and how to explain it', async (t) => {
  const codes = async (error: unknown) => (await osstest(['do'], failing(error))).exitCode;
  t.is(await codes(new TestFailedError('no')), 1);
  t.is(await codes(new UsageError('no')), 2);
  t.is(await codes(new HostStateError('h', 'bare', 'it is gone')), 3);
  t.is(await codes(new AbortedError('no')), 4);
  t.is(await codes(new TypeError('a bug')), 3);
  const { stderr, stdout } = await osstest(['do'], failing(new TestFailedError('g1: no answer\nat all')));
  t.is(stderr, 'osstest: g1: no answer at all (TEST_FAILED; see "osstest explain TEST_FAILED")\n');
  t.is(stdout, '');
});

test('an unexpected error is reported as a bug, and --verbose prints its stack and causes', async (t) => {
  const error = new TypeError('outer', { cause: new RangeError('inner') });
  t.is(
    (await osstest(['do'], failing(error))).stderr,
    'osstest: unexpected error, a bug: outer (--verbose prints the stack)\n',
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

test('with --json an error is one JSON object on stderr, also one of the parser', async (t) => {
  const usage = new UsageError('no', { cause: new RangeError('why') });
  const { stdout, stderr, exitCode } = await osstest(['do', '--json'], failing(usage));
  t.is(exitCode, 2);
  t.is(stdout, '');
  t.deepEqual(JSON.parse(stderr), { code: 'USAGE', blame: 'operator', message: 'no', details: { causes: ['why'] } });
  const bug = await osstest(['do', '--json'], failing(new TypeError('oops')));
  t.like(JSON.parse(bug.stderr), { code: null, blame: null, message: 'oops' });
  const parser = await osstest(['flight', 'show', 'abc', '--json']);
  t.like(JSON.parse(parser.stderr), { code: 'USAGE', blame: 'operator' });
  const unknown = await osstest(['--json', 'nosuch']);
  t.like(JSON.parse(unknown.stderr), { code: 'USAGE' });
});

test('explain prints the entry of an error code, in any case, and lists the codes', async (t) => {
  const { stdout, exitCode } = await osstest(['explain', 'config_invalid']);
  t.is(exitCode, 0);
  t.regex(stdout, /^CONFIG_INVALID\n\n`ConfigInvalidError`, blame operator/);
  const codes = (await osstest(['explain'])).stdout.trim().split('\n');
  t.deepEqual(codes.toSorted(), [...ERROR_CODES].toSorted());
  const unknown = await osstest(['explain', 'CONFIG_INVALD']);
  t.is(unknown.exitCode, 2);
  t.regex(unknown.stderr, /did you mean CONFIG_INVALID\?/);
});
