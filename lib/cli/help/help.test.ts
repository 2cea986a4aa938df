import { run } from '@stricli/core';
import test from 'ava';
import { fakeTerminal } from '../../testing/machine/run-in-terminal.ts';
import { run as runProgram } from '../../util/subprocess.ts';
import { buildCli } from '../application.ts';
import { findRoute, isCommand, listCommands } from '../shared/command-tree.ts';
import { COMMANDS } from '../commands.ts';
import { main } from '../main.ts';
import { WISHES } from './unknown-command.ts';
import { formatColumns, wrapText } from './wrap-text.ts';

async function osstest(...words: readonly string[]) {
  const terminal = fakeTerminal();
  const exitCode = await main(words, terminal);
  return { exitCode, ...terminal.written };
}

/** Splits a command line as a shell does; a redirection at its end is left out, and writes no file. */
async function splitLine(line: string): Promise<readonly string[]> {
  const { stdout } = await runProgram(['bash', '-c', `printf '%s\\n' ${line.replace(/ > \S+$/, '')}`]);
  return stdout.trimEnd().split('\n');
}

test('every command has examples, they parse, and they call the command', async (t) => {
  for (const { words, entry } of listCommands(COMMANDS)) {
    const { command } = { command: (await entry.load()).command };
    t.true(command.examples.length > 0, words.join(' '));
    for (const [line] of command.examples) {
      const [program, ...rest] = await splitLine(line);
      t.is(program, 'osstest', line);
      t.deepEqual(rest.slice(0, words.length), words, line);
      let called = 0;
      const invoke = () => Promise.resolve(void called++);
      const app = buildCli(COMMANDS, { loaded: new Map([[entry, command]]), invoke, width: 80 });
      let problem = '';
      const stream = { write: (text: string) => void (problem += text) };
      await run(app, rest, { process: { stdout: stream, stderr: stream, exitCode: null as number | null } });
      t.is(called, 1, `${line}: ${problem}`);
    }
  }
});

test('help shows summary, description, usage with every argument, placeholders of flags, examples and exit codes', async (t) => {
  const { stdout } = await osstest('flight', 'bless', '--help');
  t.regex(stdout, /^Set the blessing of a flight\n/);
  t.regex(stdout, /^ {2}osstest flight bless FLIGHT BLESSING \[OLD\.\.\.\]$/m);
  t.regex(stdout, /The flight must be a play flight/);
  t.regex(stdout, /^EXAMPLES\n {2}osstest flight bless 77 real$/m);
  t.regex(stdout, /^EXIT CODES\n {2}0 /m);
  const stop = await osstest('flight', 'stop', '--help');
  t.regex(stop.stdout, /^ {2}osstest flight stop --reason TEXT FLIGHT$/m);
  const classic = await osstest('bisect', 'classic', '--help');
  t.regex(classic.stdout, /^ {2}16 +not reproducible$/m);
});

test('every flag that takes a value shows a word for it', async (t) => {
  for (const { words } of listCommands(COMMANDS)) {
    const { stdout } = await osstest(...words, '--help');
    t.notRegex(stdout, / VALUE /, words.join(' '));
  }
});

test('help COMMAND prints what COMMAND --help prints', async (t) => {
  for (const words of [[], ['flight'], ['flight', 'run'], ['queue']]) {
    t.deepEqual(await osstest('help', ...words), await osstest(...words, '--help'));
  }
  t.regex((await osstest('help', 'nosuch')).stderr, /there is no command "osstest nosuch"/);
});

test('common wishes are answered with commands that exist', async (t) => {
  for (const [wish, commands] of Object.entries(WISHES)) {
    for (const words of commands.filter((command) => !command.startsWith('--'))) {
      const { entry } = findRoute(COMMANDS, words.split(' '));
      t.true(entry !== null && isCommand(entry), `${wish}: ${words}`);
    }
    const { exitCode, stderr } = await osstest(wish);
    t.is(exitCode, 2, wish);
    t.true(stderr.includes(`"osstest ${commands[0]}"`), wish);
  }
  t.regex((await osstest('flight', 'ls')).stderr, /did you mean "osstest flight list"\?/);
});

test('text is wrapped at spaces, in columns too', (t) => {
  t.deepEqual(wrapText('one two three', 7), ['one two', 'three']);
  const rows = formatColumns([['--flag NAME', 'some words that do not fit into it']], 40);
  t.deepEqual(rows, ['  --flag NAME  some words that do not', '               fit into it']);
});
