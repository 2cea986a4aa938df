import { quoteShell } from '../../util/quote.ts';

/** Exit codes of {@link readScript}. */
export const READ_NOT_FOUND = 44;
export const READ_IS_DIRECTORY = 45;

/** Returns a script that writes a file to stdout. Only exit code 0 after the last byte shows that it is complete. */
export const readScript = (path: string): string => {
  const file = quoteShell([asOperand(path)]);
  return `[ -e ${file} ] || exit ${READ_NOT_FOUND}; [ -d ${file} ] && exit ${READ_IS_DIRECTORY}; exec cat ${file}`;
};

export interface WriteScriptOptions {
  readonly path: string;
  /**
   * The number of bytes that must arrive on stdin, or the content itself if it is small. The number is checked because
   * `cat` cannot tell a broken connection from the end of the input. Small content needs no session of its own.
   */
  readonly content: number | Uint8Array;
  /** undefined: the mode of the replaced file, or `newMode` if there is none. */
  readonly mode: number | undefined;
  readonly newMode: number;
  /** Name of the temporary file. */
  readonly temporaryName: string;
}

/**
 * Returns a script that writes a file completely or not at all. It retains the owner of the file that it replaces,
 * and follows symbolic links. The script is POSIX shell with cat, wc and mv, so that it works on a minimal guest. It
 * starts few programs, since each takes 50 ms on a QEMU host.
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
    // A signal just before cat starts does not reach cat, and sh runs no trap while it waits for a foreground program.
    // So cat runs in the background, and the trap kills it before it removes the file.
    `p=; trap 'trap "" HUP INT TERM; [ -z "$p" ] || { kill -9 "$p"; wait "$p"; } 2>/dev/null; rm -f "$t"; exit 1' HUP INT TERM`,
    // A file without execute bits is created with its mode, by the umask: 777 - 644 = 133, digit by digit.
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

/** Returns a script that removes the temporary file of a killed {@link writeScript}. */
export function removeTemporaryScript({
  path,
  temporaryName,
}: Pick<WriteScriptOptions, 'path' | 'temporaryName'>): string {
  const [file, name] = [quoteShell([asOperand(path)]), quoteShell([temporaryName])];
  return `d=${file}; [ ! -L "$d" ] || d=$(readlink -f "$d"); case $d in */*) rm -f "\${d%/*}/"${name};; *) rm -f ${name};; esac`;
}

/** Returns bytes as a format string of printf within single quotes. */
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
