import test from 'ava';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { fakeTerminal, runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { oneHostLab, type OneHostLab } from '../testing/hosts/one-host-lab.ts';
import { pollUntil } from '../util/poll.ts';
import { seconds } from '../util/units.ts';
import { main } from './main.ts';

const OWN_RECIPE = fileURLToPath(new URL('../testing/hosts/own-recipe.ts', import.meta.url));
const wrong = ['--runvar', 'what=fail'];

const osstest = (lab: OneHostLab, ...words: string[]) => runInTerminal(main, [...words, '--config', lab.configFile]);

test('step run runs one step, and prints its status and where it is recorded', async (t) => {
  await using lab = await oneHostLab();
  const passed = await osstest(lab, 'step', 'run', OWN_RECIPE, 'do-what');
  t.is(passed.exitCode, 0, passed.stderr);
  t.regex(passed.stdout, /^do-what: pass\nrecorded as job \d+\.own-recipe\n$/);
  const failed = await osstest(lab, 'step', 'run', OWN_RECIPE, 'do-what', '--repeat', '2', ...wrong);
  t.is(failed.exitCode, 1);
  t.regex(
    failed.stdout,
    /^do-what: fail: do-what\(2\): it is wrong\ndo-what failed 2 of 2: 100 % \(95 % interval 34 % to 100 %\)/,
  );
  const nothing = await osstest(lab, 'step', 'run', OWN_RECIPE);
  t.is(nothing.exitCode, 2);
});

test('job run --repeat prints how often the jobs failed', async (t) => {
  await using lab = await oneHostLab();
  const { exitCode, stdout, stderr } = await osstest(lab, 'job', 'run', OWN_RECIPE, '--repeat', '2', ...wrong);
  t.is(exitCode, 1, stderr);
  t.regex(stdout, /own-recipe-2/);
  t.regex(stderr, /own-recipe failed 2 of 2/);
});

test('job run --pause-on-fail keeps the host until the user presses Enter', async (t) => {
  await using lab = await oneHostLab();
  const terminal = Object.assign(fakeTerminal(), { stdin: new PassThrough() });
  const words = ['job', 'run', OWN_RECIPE, '--pause-on-fail', ...wrong, '--config', lab.configFile];
  const ended: number[] = [];
  const running = main(words, terminal).then((code) => ended.push(code));
  const wait = { subject: 'pause', timeoutMs: seconds(60) };
  await pollUntil(
    async () => (terminal.written.stderr.includes('Enter: ') ? { done: true } : { waiting: 'no pause' }),
    wait,
  );
  t.deepEqual(ended, []);
  t.regex(terminal.written.stderr, /paused after do-what: it is wrong\n +host is host1: ssh -i \S+ -p \d+ /);
  t.regex(terminal.written.stderr, /osstest step run 1\.own-recipe do-what\n/);
  t.notRegex(terminal.written.stderr, /capture-logs/);
  terminal.stdin.write('\n');
  await running;
  t.deepEqual(ended, [1]);
  t.regex(terminal.written.stdout, /capture-logs/);
});
