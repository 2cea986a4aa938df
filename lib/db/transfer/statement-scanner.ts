type State =
  | { readonly in: 'code' }
  | { readonly in: 'string' | 'identifier' | 'dollar'; readonly end: string; readonly hasEscapes: boolean }
  | { readonly in: 'comment'; readonly depth: number };

const CODE: State = { in: 'code' };
/** In code: everything up to the next quote, comment or semicolon. */
const PLAIN = /[^'"$;/-]+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;

/** Assembles statements from lines, with PostgreSQL's rules for quotes and comments. */
export class StatementScanner {
  #state: State = CODE;
  #text = '';

  /** Reads one line (without its end). Returns the statements that end in it, without semicolon and comments. */
  take(line: string): string[] {
    const ended: string[] = [];
    for (let at = 0; at < line.length;) {
      const length = this.#takeAt(line, at);
      if (length === 0) {
        ended.push(this.#text.trim());
        this.#text = '';
      }
      at += length === 0 ? 1 : length;
    }
    if (this.#text !== '') this.#text += '\n';
    return ended.filter((statement) => statement !== '');
  }

  /** Whether no statement is open: the next line may be a command for psql. */
  isBetween(): boolean {
    return this.#state.in === 'code' && this.#text.trim() === '';
  }

  /** Reads the token at `at`. Returns its length in characters, 0 for the semicolon that ends a statement. */
  #takeAt(line: string, at: number): number {
    const state = this.#state;
    if (state.in === 'code') return this.#takeCode(line, at);
    if (state.in === 'comment') return this.#takeComment(line, at, state.depth);
    if (state.hasEscapes && line[at] === '\\') return this.#append(line.slice(at, at + 2));
    const doubled = state.in !== 'dollar' && line.startsWith(state.end + state.end, at);
    if (doubled) return this.#append(state.end + state.end);
    if (!line.startsWith(state.end, at)) return this.#append(line.charAt(at));
    this.#state = CODE;
    return this.#append(state.end);
  }

  #takeCode(line: string, at: number): number {
    const plain = matchAt(PLAIN, line, at);
    if (plain !== null) return this.#append(plain);
    const character = line.charAt(at);
    if (character === ';') return 0;
    if (line.startsWith('--', at)) return line.length - at;
    if (line.startsWith('/*', at)) return this.#enter({ in: 'comment', depth: 1 }, 2);
    if (character === "'") {
      this.#state = { in: 'string', end: "'", hasEscapes: /(^|[^\w"$])[eE]$/.test(this.#text) };
    }
    if (character === '"') this.#state = { in: 'identifier', end: '"', hasEscapes: false };
    const tag = character === '$' && !/[\w$]$/.test(this.#text) ? matchAt(DOLLAR_TAG, line, at) : null;
    if (tag !== null) this.#state = { in: 'dollar', end: tag, hasEscapes: false };
    return this.#append(tag ?? character);
  }

  #takeComment(line: string, at: number, depth: number): number {
    if (line.startsWith('/*', at)) return this.#enter({ in: 'comment', depth: depth + 1 }, 2);
    if (!line.startsWith('*/', at)) return 1;
    return this.#enter(depth === 1 ? CODE : { in: 'comment', depth: depth - 1 }, 2);
  }

  #append(part: string): number {
    this.#text += part;
    return part.length;
  }

  #enter(state: State, length: number): number {
    this.#state = state;
    return length;
  }
}

function matchAt(pattern: RegExp, line: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0] ?? null;
}
