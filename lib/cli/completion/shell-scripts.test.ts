import test, { type ExecutionContext } from 'ava';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createFlight } from '../../record/flights/create-flight.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { osstestCommand } from '../../testing/machine/osstest-command.ts';
import { onDatabase } from '../../testing/machine/run-in-terminal.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { quoteShell, quoteShellWord } from '../../util/quote.ts';
import { run, spawnTied } from '../../util/subprocess.ts';
import { minutes } from '../../util/units.ts';
import { SHELL_SCRIPTS, type Shell } from './shell-scripts.ts';

/** What each shell makes of a word, with the flight of the database in place of FLIGHT. */
const CASES = [
  ['osstest fligh', 'osstest flight'],
  ['osstest --set a=b fligh', 'osstest --set a=b flight'],
  ['osstest flight create --bra', 'osstest flight create --branch'],
  ['osstest flight create --branch uniq', 'osstest flight create --branch unique-branch'],
  ['osstest flight create --branch=uniq', 'osstest flight create --branch=unique-branch'],
  ['osstest report show ', 'osstest report show FLIGHT'],
  ['osstest job run FLIGHT.', 'osstest job run FLIGHT.test-only'],
  ['osstest flight create only-fi', 'osstest flight create only-file.tsv'],
  ['osstest flight create --config=only-fi', 'osstest flight create --config=only-file.tsv'],
] as const;

/** Prepares each interactive shell: no other key bindings, and Ctrl-G prints the line between angle brackets. */
const SET_UP = {
  bash: {
    command: ['bash', '--norc', '-i'],
    lines: `source ./_osstest; bind -x '"\\C-g": printf "<%s>\\n" "$READLINE_LINE"'`,
  },
  zsh: {
    command: ['zsh', '-f', '-i'],
    lines: `fpath+=($PWD); autoload -Uz compinit; compinit -D -u; show() { print -r -- "<$BUFFER>" }; zle -N show; bindkey '^G' show; bindkey '^U' kill-whole-line`,
  },
} as const;

for (const shell of ['bash', 'zsh'] as const) {
  test(`${shell} completes a line as the user types it`, async (t) => {
    t.timeout(minutes(5));
    await using lab = await createLab(shell);
    const { command, lines } = SET_UP[shell];
    await using terminal = openTerminal(command, lab);
    await terminal.type(`${lines}; echo rea''dy\n`, /^ready/m);
    for (const [typed, expected] of CASES) {
      const [, line] = await terminal.type(`${lab.fill(typed)}\t\u0007`, /<(.*?) ?>/);
      t.is(line, lab.fill(expected), typed);
      await terminal.type('\u0015\u0007', /<>/);
    }
  });
}

test('fish completes a line', async (t) => {
  t.timeout(minutes(5));
  await using lab = await createLab('fish');
  for (const [typed, expected] of CASES) {
    await assertFish(t, lab, lab.fill(typed), lab.fill(expected));
  }
});

async function assertFish(t: ExecutionContext, lab: Lab, typed: string, expected: string): Promise<void> {
  const command = `source ./_osstest; complete -C ${quoteShellWord(typed)}`;
  const { stdout } = await run(['fish', '--no-config', '-c', command], lab.options);
  const candidates = stdout.split('\n').map((line) => line.replace(/\t.*/, ''));
  t.true(candidates.includes(expected.replace(/^.* /, '')), `${typed}: ${stdout}`);
}

type Lab = Awaited<ReturnType<typeof createLab>>;

/** A folder with one file, `osstest` in PATH, and a database with one flight. */
async function createLab(shell: Shell) {
  const db = await freshDatabase();
  const folder = await scratchFolder('shell');
  const jobs = [{ job: 'test-only', recipe: 'test-pv', runvars: {} }];
  const flight = await createFlight(db, { branch: 'unique-branch', intended: 'play', jobs });
  const bin = join(folder.path, 'bin');
  await mkdir(bin);
  const command = quoteShell(osstestCommand());
  await writeFile(join(bin, 'osstest'), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  await writeFile(join(folder.path, 'only-file.tsv'), '');
  await writeFile(join(folder.path, '_osstest'), SHELL_SCRIPTS[shell]);
  const url = onDatabase(db)[1]?.replace('database.url=', '');
  const env = { ...process.env, HOME: folder.path, PATH: `${bin}:${process.env['PATH']}`, OSSTEST_DATABASE_URL: url };
  return {
    options: { cwd: folder.path, env },
    fill: (text: string) => text.replaceAll('FLIGHT', String(flight)),
    async [Symbol.asyncDispose]() {
      await db.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Starts a program on a terminal of its own. */
function openTerminal(command: readonly string[], { options }: Lab) {
  const child = spawnTied(['script', '-qefc', quoteShell(command), '/dev/null'], {
    ...options,
    env: { ...options.env, TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  let wake = (): void => undefined;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    wake();
  });
  child.once('close', () => wake());
  return {
    /** Types a text, and waits until the output has what is expected. */
    async type(text: string, expected: RegExp): Promise<RegExpExecArray> {
      output = '';
      child.stdin?.write(text);
      for (;;) {
        const found = expected.exec(output);
        if (found !== null) return found;
        if (child.exitCode !== null) throw new Error(`${command.join(' ')} exited: ${output}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async [Symbol.asyncDispose]() {
      child.stdin?.end('\u0015exit\n');
      if (child.exitCode === null) await new Promise((resolve) => child.once('close', resolve));
    },
  };
}
