import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, spawnTied } from '../../util/subprocess.ts';

/** A commit of a planned history. */
export interface PlannedCommit {
  /** The parents: numbers of earlier commits of the plan, in their order; none: a root. */
  readonly parents: readonly number[];
  readonly atSeconds: number;
  readonly message?: string;
  /** The full content of the changed files, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The size of one write: many times the capacity of a pipe. */
const BLOCK_CHARACTERS = 1_000_000;

/**
 * Creates a bare repository with one fast-import, a million commits in about 20 s. Its only branch, `main`, is the last commit
 * of the plan. The repository also has the commits that are not ancestors of the last one.
 *
 * @returns the revisions, in the order of the plan.
 */
export async function importCommits(path: string, plan: Iterable<PlannedCommit>): Promise<readonly string[]> {
  await run(['git', 'init', '--quiet', '--bare', '--initial-branch', 'main', path]);
  const marks = join(path, 'osstest-marks');
  const child = spawnTied(['git', '-C', path, 'fast-import', '--quiet', '--force', `--export-marks=${marks}`], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const closed = once(child, 'close');
  const input = child.stdin;
  if (input === null) throw new Error('git fast-import: has no input');
  let block = '';
  let count = 0;
  for (const commit of plan) {
    block += importText(commit, ++count);
    if (block.length < BLOCK_CHARACTERS) continue;
    if (!input.write(block)) await once(input, 'drain');
    block = '';
  }
  input.end(`${block}reset refs/heads/main\nfrom :${count}\n\ndone\n`);
  const [exitCode] = (await closed) as [number | null];
  if (exitCode !== 0) throw new Error(`git fast-import: exited ${exitCode}`);
  const revisions: string[] = [];
  for (const line of (await readFile(marks, 'latin1')).split('\n')) {
    const [, mark, revision] = /^:(\d+) (\w+)/.exec(line) ?? [];
    if (revision !== undefined) revisions[Number(mark) - 1] = revision;
  }
  return revisions;
}

function importText({ parents, atSeconds, message, files = {} }: PlannedCommit, mark: number): string {
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const who = `Ann Author <ann@example.org> ${atSeconds} +0000`;
  const [first, ...others] = parents.map((parent) => `:${parent + 1}`);
  const head = `commit refs/heads/main\nmark :${mark}\nauthor ${who}\ncommitter ${who}\n${data(message ?? `change ${mark}`)}`;
  const from = first === undefined ? '' : `from ${first}\n${others.map((parent) => `merge ${parent}\n`).join('')}`;
  const changes = Object.entries(files).map(([file, text]) => `M 100644 inline ${file}\n${data(text)}`);
  return `${first === undefined ? 'reset refs/heads/main\n' : ''}${head}${from}${changes.join('')}\n`;
}
