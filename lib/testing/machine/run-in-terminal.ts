import { EventEmitter } from 'node:events';
import type { Db } from '../../db/db.ts';

/** What a command wrote; `exited`: it ended the process itself, with this code. */
interface Written {
  stdout: string;
  stderr: string;
  exited: number | null;
}

/** A terminal that keeps what is written. */
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
 * @param main - the command line's entry, which lies above this layer.
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

/** The words that make a command use a database of a test. */
export function onDatabase({ parameters }: Db): readonly string[] {
  const { host = '', port = 0, user = '', database = '' } = parameters;
  return ['--set', `database.url=postgresql://${user}@${encodeURIComponent(host)}:${port}/${database}`];
}
