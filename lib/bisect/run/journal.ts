import { appendFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BisectRunError } from '../../errors/bisect-run-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import type { Outcome } from '../model/record-outcome.ts';

/** One test, as it is remembered. */
export interface JournalEntry {
  /** In the order of the trees. */
  readonly revisions: readonly string[];
  readonly outcome: Outcome;
  /** How many certificates had been started. */
  readonly attempts: number;
}

/** Remembers the tests of a search, so that it can be resumed after it was stopped or killed. */
export interface Journal {
  /** Tests of the runs before this one. */
  readonly entries: readonly JournalEntry[];
  /** Writes a test down before anything else happens. */
  add(entry: JournalEntry): void;
}

/**
 * Opens the journal in a folder, for a new search or to resume the one that is there.
 *
 * @param identity - what has to be the same for the tests to count.
 * @throws UsageError (`USAGE`) - nothing to resume, or it was another search.
 * @throws BisectRunError (`BISECT_UNUSABLE`) - the folder cannot be written.
 */
export async function openJournal(folder: string, identity: object, resume: boolean): Promise<Journal> {
  const identityPath = join(folder, 'search.json');
  const testsPath = join(folder, 'tests.jsonl');
  const text = JSON.stringify(identity, null, 2);
  const known = await readFile(identityPath, 'utf8').catch(() => null);
  if (resume && known === null) throw new UsageError('--resume: no search of this repository was stopped');
  if (resume && known !== text) throw new UsageError(`--resume: the search in ${folder} had other trees or commands`);
  try {
    await mkdir(join(folder, 'logs'), { recursive: true });
    if (!resume) await rm(testsPath, { force: true });
    if (!resume) await writeFileAtomically(identityPath, text);
  } catch (cause) {
    throw new BisectRunError(`${folder}: cannot be written: ${describeError(cause)}`, { cause });
  }
  const entries = resume ? parseEntries(await readFile(testsPath, 'utf8').catch(() => '')) : [];
  return { entries, add: (entry) => appendFileSync(testsPath, `${JSON.stringify(entry)}\n`) };
}

/** A line that was broken off by a kill is left out. */
function parseEntries(text: string): readonly JournalEntry[] {
  return text.split('\n').flatMap((line) => {
    try {
      const entry = JSON.parse(line) as Partial<JournalEntry>;
      return Array.isArray(entry.revisions) && typeof entry.outcome === 'string' ? [entry as JournalEntry] : [];
    } catch {
      return [];
    }
  });
}
