import type { ConsoleCrash } from '../../../typings/wire.ts';

export interface CrashLine {
  readonly kind: ConsoleCrash['kind'];
  /** The line that describes the crash, without its time. */
  readonly message: string;
}

/** A fast filter: a text without a match contains no crash. */
const HINT = /panic|Panic|PANIC|BUG|Oops|FATAL|crashed|Assertion|fault|\[#\d|Unable to handle|watchdog rebooting/;

/** Returns whether a text may contain a line about a crash. */
export const mayTellCrash = (text: string): boolean => HINT.test(text);

/** The prefixes of Xen and printk: time, and number of CPU or thread. */
const XEN = /\(XEN\) (?:\[[^\]]*\] )?/g;
const PRINTK = /(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[CT]\d+\])? /g;

const XEN_PATTERNS: readonly (readonly [ConsoleCrash['kind'], RegExp])[] = [
  ['xen-panic', /^Panic on CPU \d+:/],
  ['xen-panic', /^(?:FATAL TRAP: |FATAL PAGE FAULT|Xen BUG at |Assertion '.*' failed at |GENERAL PROTECTION FAULT)/],
  ['dom0-crash', /^(?:Hardware Dom0|Domain 0) crashed\b/],
  ['dom0-crash', /^Hardware Dom0 shutdown: watchdog rebooting machine/],
  ['dom0-crash', /^Domain 0 \(vcpu#\d+\) crashed on cpu#\d+:/],
];

/** Matched at the start of a message, since `panic=10` on a command line or `Call Trace:` of a warning are no crash. */
const LINUX_PATTERNS: readonly (readonly [ConsoleCrash['kind'], RegExp])[] = [
  ['linux-panic', /^Kernel panic - not syncing\b/],
  ['linux-panic', /^PANIC: (?:double fault|early exception)/],
  // Excluded: reports of a slow CPU, such as an emulated one, and of risks that debugging options find.
  ['linux-oops', /^BUG: (?!soft lockup|workqueue lockup|sleeping function called|recent printk recursion)/],
  ['linux-oops', /^kernel BUG at \S+:\d+!/],
  ['linux-oops', /^(?:Internal error: )?Oops\b(?: - [^:]*)?: /],
  // A program's fault reads `traps: name[pid] general protection fault ip:...`
  ['linux-oops', /^general protection fault(?:: [0-9a-f]{4} \[#\d+\]|, probably for non-canonical address )/],
  [
    'linux-oops',
    /^(?:invalid opcode|divide error|stack segment|double fault|int3|Internal error: [^:]+): [0-9a-f]+ \[#\d+\]/,
  ],
  ['linux-oops', /^Unable to handle kernel (?:NULL pointer dereference|paging request)/],
];

/** Returns the crash of the host (not of a guest on it) that a console line reports; null: none. */
export function classifyLine(line: string): CrashLine | null {
  if (!mayTellCrash(line) || isOfGuest(line)) return null;
  for (const message of messagesAfter(line, XEN)) {
    const kind = XEN_PATTERNS.find(([, pattern]) => pattern.test(message))?.[0];
    if (kind !== undefined) return { kind, message };
  }
  // A message of the kernel may start in the middle of a program's unfinished line.
  for (const message of [line, ...messagesAfter(line, PRINTK)]) {
    const kind = LINUX_PATTERNS.find(([, pattern]) => pattern.test(message))?.[0];
    if (kind !== undefined) return { kind, message };
  }
  return null;
}

/** Returns the message of a Xen line, which explains a preceding `Panic on CPU 0:`; null: it has no words. */
export function xenMessage(line: string): string | null {
  const [message = null] = messagesAfter(line, XEN);
  return message !== null && /\w/.test(message) ? message : null;
}

/** Returns whether a line is the output of a guest, which Xen prints after `(d1) `, or a Xen message about one. */
const isOfGuest = (line: string): boolean => /\(d[1-9]\d*\) |\bd[1-9]\d*v\d+ /.test(line);

const messagesAfter = (line: string, mark: RegExp): string[] =>
  [...line.matchAll(mark)].map((match) => line.slice(match.index + match[0].length).trim());
