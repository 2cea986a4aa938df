import { EventEmitter } from 'node:events';
import type { Db } from '../../db/db.ts';

/** The output of a command; `exited`: the code with which it exited the process itself. */
interface Written {
  stdout: string;
  stderr: string;
  exited: number | null;
}

/** Creates a terminal that stores its output. */
export function fakeTerminal() {
  const written: Written = { stdout: '', stderr: '', exited: null };
  const stream = (name: 'stdout' | 'stderr') => ({ write: (text: string) => void (written[name] += text) });
  return Object.assign(new EventEmitter(), {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    exit: (code: number) => void (written.exited = code),
    written,
  });
}

/**
 * Runs a command of osstest in this process.
 *
 * @param main - the entry point of the command line, which is in a later layer.
 */
export async function runInTerminal<Code>(
  main: (words: readonly string[], terminal: ReturnType<typeof fakeTerminal>) => Promise<Code>,
  words: readonly string[],
): Promise<{ readonly exitCode: Code; readonly stdout: string; readonly stderr: string }> {
  const terminal = fakeTerminal();
  const exitCode = await main(words, terminal);
  const { stdout, stderr } = terminal.written;
  return { exitCode, stdout, stderr };
}

/** Returns the arguments with which a command uses the database of a test. */
export function onDatabase({ parameters }: Db): readonly string[] {
  const { host = '', port = 0, user = '', database = '' } = parameters;
  return ['--set', `database.url=postgresql://${user}@${encodeURIComponent(host)}:${port}/${database}`];
}
