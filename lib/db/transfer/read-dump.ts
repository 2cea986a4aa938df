import { ImportError } from '../../errors/database-errors.ts';
import { judgeStatement } from './dump-statements.ts';
import { StatementScanner } from './statement-scanner.ts';

/** A piece of a dump, in order. */
export type DumpPiece =
  /** A statement that the import runs. */
  | { readonly kind: 'statement'; readonly text: string; readonly line: number }
  /** A statement that creates this function or trigger. */
  | { readonly kind: 'code'; readonly name: string; readonly line: number }
  /** COPY ... FROM stdin; its rows follow. */
  | { readonly kind: 'copy'; readonly text: string; readonly line: number }
  /** Whole lines of rows, as they are in the dump. */
  | { readonly kind: 'rows'; readonly data: Buffer }
  | { readonly kind: 'copy-end' };

const NEWLINE = 0x0a;
const COPY_END = Buffer.from('\\.\n');
/** Lines that pg_dump writes around a dump for psql, to prevent commands hidden in names. */
const PSQL_LINE = /^\\(un)?restrict [A-Za-z0-9]+\s*$/;

/**
 * Reads a plain dump (of pg_dump, or our export) in pieces: statements to run, and the rows of COPY blocks.
 *
 * @throws ImportError (`IMPORT_FAILED`, blame operator) - with the line: a statement that no dump of osstest has, a file in
 *   custom format or compressed, or a truncated file.
 */
export async function* readDump(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<DumpPiece> {
  const reader = new DumpReader();
  for await (const chunk of source) yield* reader.take(Buffer.from(chunk as Uint8Array));
  yield* reader.end();
}

class DumpReader {
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;
  #statementLine = 1;
  #isCopying = false;
  #isBegun = false;
  readonly #scanner = new StatementScanner();

  *take(chunk: Buffer): Generator<DumpPiece> {
    if (!this.#isBegun) checkBeginning(chunk);
    this.#isBegun = true;
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const before = this.#rest.length;
      yield* this.#isCopying ? this.#takeRows() : this.#takeLine();
      if (this.#rest.length === before) return;
    }
  }

  *end(): Generator<DumpPiece> {
    if (!this.#isCopying && this.#rest.length > 0) yield* this.take(Buffer.from('\n'));
    if (this.#isCopying || !this.#scanner.isBetween()) {
      throw new ImportError('the dump ends in the middle of a statement: it is not complete', this.#line);
    }
  }

  *#takeLine(): Generator<DumpPiece> {
    const end = this.#rest.indexOf(NEWLINE);
    if (end < 0) return;
    const line = this.#rest.toString('utf8', 0, end).replace(/\r$/, '');
    this.#rest = this.#rest.subarray(end + 1);
    if (this.#scanner.isBetween()) this.#statementLine = this.#line;
    if (line.startsWith('\\') && this.#scanner.isBetween()) {
      if (!PSQL_LINE.test(line)) throw new ImportError(`is a command for psql: ${line.slice(0, 80)}`, this.#line);
    } else {
      for (const statement of this.#scanner.take(line)) yield* this.#takeStatement(statement);
    }
    this.#line += 1;
  }

  *#takeStatement(text: string): Generator<DumpPiece> {
    const judged = judgeStatement(text);
    if (judged.use === 'refuse') throw new ImportError(judged.why, this.#statementLine);
    if (judged.use === 'run') yield { kind: 'statement', text, line: this.#statementLine };
    if (judged.use === 'code') yield { kind: 'code', name: judged.name, line: this.#statementLine };
    if (judged.use !== 'copy') return;
    this.#isCopying = true;
    yield { kind: 'copy', text, line: this.#statementLine };
  }

  /** Yields the rows up to the end of the block, or all complete lines. The buffer then starts with a new line. */
  *#takeRows(): Generator<DumpPiece> {
    const end = endOfRows(this.#rest);
    const length = end ?? this.#rest.lastIndexOf(NEWLINE) + 1;
    if (length > 0) {
      const data = this.#rest.subarray(0, length);
      this.#line += countLines(data);
      yield { kind: 'rows', data };
    }
    this.#rest = this.#rest.subarray(length + (end === null ? 0 : COPY_END.length));
    if (end === null) return;
    this.#line += 1;
    this.#isCopying = false;
    yield { kind: 'copy-end' };
  }
}

/** Returns the offset of the line `\.` in data that start with a new line; null: there is no such line. */
function endOfRows(data: Buffer): number | null {
  for (let at = data.indexOf(COPY_END); at >= 0; at = data.indexOf(COPY_END, at + 1)) {
    if (at === 0 || data[at - 1] === NEWLINE) return at;
  }
  return null;
}

function countLines(data: Buffer): number {
  let lines = 0;
  for (let at = data.indexOf(NEWLINE); at >= 0; at = data.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

function checkBeginning(chunk: Buffer): void {
  const kinds: readonly (readonly [string, string])[] = [
    ['PGDMP', "is in pg_dump's own format; create a plain dump, or convert it: pg_restore -f plain.sql FILE"],
    ['\u001f\u008b', 'is compressed with gzip'],
    ['\u00fd7zXZ', 'is compressed with xz'],
    ['(\u00b5/\u00fd', 'is compressed with zstd'],
  ];
  const start = chunk.toString('latin1', 0, 8);
  const kind = kinds.find(([magic]) => start.startsWith(magic));
  if (kind !== undefined) throw new ImportError(`the dump ${kind[1]}`, 1);
}
