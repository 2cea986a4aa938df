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
  /**
   * How many bytes must arrive on stdin (a connection that breaks looks like the end of the input to `cat`), or the
   * content itself where it is small: it needs no session of its own then.
   */
  readonly content: number | Uint8Array;
  /** undefined: as the file that it replaces; `newMode` where there is none. */
  readonly mode: number | undefined;
  readonly newMode: number;
  /** Name of the file in the making. */
  readonly temporaryName: string;
}

/**
 * Makes a file, completely or not at all, keeping the owner of the file that it replaces and following symbolic links.
 * Plain POSIX shell with cat, wc, mv, so that it works on a guest that has nothing else, and few programs, since
 * starting one takes an QEMU host 50 ms.
 */
export function writeScript(options: WriteScriptOptions): string {
  const word = (value: string): string => quoteShell([value]);
  const octal = (mode: number): string => (mode & 0o7777).toString(8);
  const keepsMode = options.mode === undefined;
  return [
    `d=${word(asOperand(options.path))}; m=${octal(options.mode ?? options.newMode)}; o=; t=`,
    `fail() { [ -z "$t" ] || rm -f "$t"; echo "$1" >&2; exit 1; }`,
    `[ ! -L "$d" ] || d=$(readlink -f "$d")`,
    `[ ! -d "$d" ] || fail "$d: is a directory"`,
    `if [ -e "$d" ]; then`,
    `[ -f "$d" ] || fail "$d: is not a regular file"`,
    `own=; [ -O "$d" ] && [ -G "$d" ] && own=yes`,
    keepsMode ? ':' : `[ "$own" ] ||`,
    `if s=$(stat -c '%a %u:%g' "$d" 2>/dev/null); then`,
    keepsMode ? `m=\${s% *}` : ':',
    `[ "$own" ] || o=\${s#* }; fi; fi`,
    `case $d in */*) t=\${d%/*}/${word(options.temporaryName)};; *) t=${word(options.temporaryName)};; esac`,
    // A signal that comes just before cat starts does not reach it, and sh runs no trap while it waits for a program in
    // the foreground. So cat runs in the background, and the trap kills it before it removes the file.
    `p=; trap 'trap "" HUP INT TERM; [ -z "$p" ] || { kill -9 "$p"; wait "$p"; } 2>/dev/null; rm -f "$t"; exit 1' HUP INT TERM`,
    // Without bits for execution a file gets its mode as it is made; 777 - 644 = 133, digit by digit.
    `case $m in *[1357]*|????*) umask 077; x=yes;; *) umask $((777 - m)); x=;; esac`,
    ...takeContent(options.content),
    `[ -z "$o" ] || { chown "$o" "$t" 2>/dev/null; x=yes; }`,
    `[ -z "$x" ] || chmod "$m" "$t" || fail "$t: cannot be given mode $m"`,
    `mv -f "$t" "$d" || fail "$d: cannot be put in place"`,
  ].join('\n');
}

function takeContent(content: number | Uint8Array): readonly string[] {
  const failing = `|| fail "$t: cannot be written"`;
  if (typeof content !== 'number') return [`printf '${asFormat(content)}' >"$t" ${failing}`];
  return [
    `exec 3<&0; cat <&3 3<&- >"$t" & p=$!; wait "$p" ${failing}; p=`,
    `n=$(wc -c <"$t"); [ "$n" -eq ${content} ] || fail "only $n of ${content} bytes arrived"`,
  ];
}

/** Removes the file in the making of a {@link writeScript} that was killed. */
export function removeTemporaryScript({
  path,
  temporaryName,
}: Pick<WriteScriptOptions, 'path' | 'temporaryName'>): string {
  const [file, name] = [quoteShell([asOperand(path)]), quoteShell([temporaryName])];
  return `d=${file}; [ ! -L "$d" ] || d=$(readlink -f "$d"); case $d in */*) rm -f "\${d%/*}/"${name};; *) rm -f ${name};; esac`;
}

/** Bytes as a format of printf within single quotes. */
function asFormat(content: Uint8Array): string {
  let format = '';
  for (const [i, byte] of content.entries()) {
    const character = String.fromCharCode(byte);
    const isPlain = /[A-Za-z0-9 _.,:;=/+@#<>()[\]{}"~!?*&|^-]/.test(character) && !(i === 0 && character === '-');
    if (isPlain) format += character;
    else format += byte === 10 ? '\\n' : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return format;
}

const asOperand = (path: string): string => (path.startsWith('-') ? `./${path}` : path);
