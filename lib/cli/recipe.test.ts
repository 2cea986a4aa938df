import test from 'ava';
import { runInTerminal } from '../testing/machine/run-in-terminal.ts';
import { main } from './main.ts';

const osstest = (...words: string[]) => runInTerminal(main, words);

test('recipe show prints the planned steps, and marks those that are not written yet', async (t) => {
  const { stdout, exitCode } = await osstest('recipe', 'show', 'test-win');
  t.is(exitCode, 0);
  t.regex(stdout, /^ +1 build-check\(1\) +blocked$/m);
  t.regex(stdout, /^ +\d+ windows-install +fail +NOT WRITTEN YET/m);
  const whole = await osstest('recipe', 'show', 'test-pv', '--json');
  t.true((JSON.parse(whole.stdout) as { steps: { written: boolean }[] }).steps.every(({ written }) => written));
});

test('recipe list names every recipe, with what it still misses', async (t) => {
  const { stdout } = await osstest('recipe', 'list');
  t.regex(stdout, /^test-pv +\S/m);
  t.regex(stdout, /^test-win .*not written yet: .*windows-install/m);
});
