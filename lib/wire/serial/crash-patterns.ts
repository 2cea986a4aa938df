import type { ConsoleCrash } from '../../../typings/wire.ts';

const PATTERNS: readonly (readonly [ConsoleCrash['kind'], RegExp])[] = [
  [
    'xen-panic',
    /^\(XEN\).* (?:Panic on CPU \d+|FATAL TRAP|FATAL PAGE FAULT)|^\(XEN\) (?:Panic on CPU \d+|FATAL TRAP|FATAL PAGE FAULT|Xen BUG at|Assertion '.*' failed at)/,
  ],
  ['dom0-crash', /^\(XEN\).*(?:Hardware Dom0 crashed|Domain 0 crashed|Dom0 shutdown: (?:watchdog|crash))/],
  ['linux-panic', /Kernel panic - not syncing/],
  [
    'linux-oops',
    /(?:^|\] )(?:BUG: (?:unable to handle|kernel NULL pointer|soft lockup|spinlock|scheduling while atomic)|Oops(?:: |\[)|general protection fault|kernel BUG at|Unable to handle kernel)/,
  ],
];

/** Command lines that are printed at boot may hold any word; they are no crash. */
const QUOTED = /command line:|kernel command|bootargs/i;

/** The crash that a line of console output tells of; null: none. */
export function findCrash(line: string): { readonly kind: ConsoleCrash['kind']; readonly message: string } | null {
  if (QUOTED.test(line)) return null;
  for (const [kind, pattern] of PATTERNS) {
    if (pattern.test(line)) return { kind, message: line.replace(/^\[\s*[\d.]+\]\s*/, '').trim() };
  }
  return null;
}
