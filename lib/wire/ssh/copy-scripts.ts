import { quoteShell } from '../../util/quote.ts';

/** Exit codes of {@link readScript}. */
export const READ_NOT_FOUND = 44;
export const READ_IS_DIRECTORY = 45;

/** Sends a file to stdout. Exit code 0 after the last byte is what says that it is complete. */
export const readScript = (path: string): string => {
  const file = quoteShell([asOperand(path)]);
  return `[ -e ${file} ] || exit ${READ_NOT_FOUND}; [ -d ${file} ] && exit ${READ_IS_DIRECTORY}; exec cat ${file}`;
};

export interface WriteScriptOptions {
  readonly path: string;
  /** What must arrive: a connection that breaks looks like the end of the input to `cat`. */
  readonly bytes: number;
  /** undefined: as the file that it replaces; `newMode` where there is none. */
  readonly mode: number | undefined;
  readonly newMode: number;
  /** Name of the file in the making. */
  readonly temporaryName: string;
}

/**
 * Takes a file from stdin, completely or not at all, keeping the owner of the file that it replaces and following
 * symbolic links. Plain POSIX shell with cat, wc, mv, so that it works on a guest that has nothing else.
 */
export function writeScript(options: WriteScriptOptions): string {
  const word = (value: string | number): string => quoteShell([String(value)]);
  const octal = (mode: number): string => (mode & 0o7777).toString(8);
  return [
    `d=${word(asOperand(options.path))}; m=${word(octal(options.mode ?? options.newMode))}; o=`,
    `fail() { [ -z "$t" ] || rm -f "$t"; echo "$1" >&2; exit 1; }`,
    `[ ! -L "$d" ] || d=$(readlink -f "$d")`,
    `t=; [ ! -d "$d" ] || fail "$d: is a directory"`,
    `if [ -e "$d" ]; then`,
    `[ -f "$d" ] || fail "$d: is not a regular file"`,
    `o=$(stat -c %u:%g "$d" 2>/dev/null)`,
    options.mode === undefined ? `m=$(stat -c %a "$d" 2>/dev/null || echo "$m")` : ':',
    'fi',
    `case $d in */*) t=\${d%/*}/${word(options.temporaryName)};; *) t=${word(options.temporaryName)};; esac`,
    `trap 'rm -f "$t"; exit 1' HUP INT TERM; umask 077`,
    `cat >"$t" || fail "$t: cannot be written"`,
    `n=$(wc -c <"$t"); [ "$n" -eq ${options.bytes} ] || fail "only $n of ${options.bytes} bytes arrived"`,
    `[ -z "$o" ] || chown "$o" "$t" 2>/dev/null || :`,
    `chmod "$m" "$t" && mv -f "$t" "$d" || fail "$d: cannot be put in place"`,
  ].join('\n');
}

const asOperand = (path: string): string => (path.startsWith('-') ? `./${path}` : path);
