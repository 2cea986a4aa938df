import type { ConsoleCrash } from '../../../typings/wire.ts';

export interface CrashLine {
  readonly kind: ConsoleCrash['kind'];
  /** The line that tells, without its time. */
  readonly message: string;
}

/** Fast: no line of a text without a match is a crash. */
const HINT = /panic|Panic|PANIC|BUG|Oops|FATAL|crashed|Assertion|fault|\[#\d|Unable to handle|watchdog rebooting/;

/** Whether a text may hold a line that tells of a crash. */
export const mayTellCrash = (text: string): boolean => HINT.test(text);

/** Times and numbers of CPU or thread that printk and Xen put before a message. */
const XEN = /\(XEN\) (?:\[[^\]]*\] )?/g;
const PRINTK = /(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[CT]\d+\])? /g;

const XEN_PATTERNS: readonly (readonly [ConsoleCrash['kind'], RegExp])[] = [
  ['xen-panic', /^Panic on CPU \d+:/],
  ['xen-panic', /^(?:FATAL TRAP: |FATAL PAGE FAULT|Xen BUG at |Assertion '.*' failed at |GENERAL PROTECTION FAULT)/],
  ['dom0-crash', /^(?:Hardware Dom0|Domain 0) crashed\b/],
  ['dom0-crash', /^Hardware Dom0 shutdown: watchdog rebooting machine/],
  ['dom0-crash', /^Domain 0 \(vcpu#\d+\) crashed on cpu#\d+:/],
];

/** At the beginning of a message: `panic=10` on a command line, `Call Trace:` of a warning and the like are none. */
const LINUX_PATTERNS: readonly (readonly [ConsoleCrash['kind'], RegExp])[] = [
  ['linux-panic', /^Kernel panic - not syncing\b/],
  ['linux-panic', /^PANIC: (?:double fault|early exception)/],
  // Not what only says that a CPU was slow, as an emulated one is, or where a debugging option sees a risk.
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

/** What a line of a console tells of a crash of the host itself (not of a guest on it); null: nothing. */
export function classifyLine(line: string): CrashLine | null {
  if (!mayTellCrash(line) || isOfGuest(line)) return null;
  for (const message of messagesAfter(line, XEN)) {
    const kind = XEN_PATTERNS.find(([, pattern]) => pattern.test(message))?.[0];
    if (kind !== undefined) return { kind, message };
  }
  // A message of the kernel may begin in the middle of a line that a program had not finished.
  for (const message of [line, ...messagesAfter(line, PRINTK)]) {
    const kind = LINUX_PATTERNS.find(([, pattern]) => pattern.test(message))?.[0];
    if (kind !== undefined) return { kind, message };
  }
  return null;
}

/** A line of Xen that tells more than `Panic on CPU 0:`, which comes just before it. */
export function xenMessage(line: string): string | null {
  const [message = null] = messagesAfter(line, XEN);
  return message !== null && /\w/.test(message) ? message : null;
}

/** Xen prints what its guests say behind `(d1) `. */
const isOfGuest = (line: string): boolean => /\(d[1-9]\d*\) |\bd[1-9]\d*v\d+ /.test(line);

const messagesAfter = (line: string, mark: RegExp): string[] =>
  [...line.matchAll(mark)].map((match) => line.slice(match.index + match[0].length).trim());
