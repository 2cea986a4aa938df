import type { GuestDefinition, GuestKind } from '../../typings/guest.ts';

export interface GuestFiles {
  readonly kernel: string;
  readonly ramdisk: string;
  readonly bridge: string;
  readonly extra: string;
  /** How the guest gets its time stamp counter; undefined: Xen decides. Source: property guest-tsc-mode of its host. */
  readonly tscMode?: string | undefined;
}

const GUEST_KINDS: readonly string[] = ['pv', 'pvh', 'hvm'] satisfies readonly GuestKind[];

/** Returns whether a word, such as the value of a runvar, is a kind of guest. */
export const isGuestKind = (word: string): word is GuestKind => GUEST_KINDS.includes(word);

/** Returns the folder of a guest's files on its host. */
export const guestFolder = (name: string): string => `/var/lib/osstest/guests/${name}`;

/**
 * A shell function that sets `$kernel` to the path of a kernel. Arguments: the root, the kind of guest, the version (may be a
 * pattern). Host images have the kernel unpacked as well (see qemu/image/set-up-host.sh). A device model needs the
 * packed one.
 */
export const FIND_KERNEL = String.raw`find_kernel() {
  kernel=$(ls "$1"/usr/lib/osstest/vmlinux-$3 2>/dev/null | head -n 1)
  if [ "$2" = hvm ] || [ -z "$kernel" ]; then kernel=$(ls "$1"/boot/vmlinuz-$3 | head -n 1); fi
}`;

/**
 * Returns the path of a guest's console log on its host. Xen's console daemon writes it; for an HVM guest, the device model
 * does.
 */
export const consoleLogPath = (name: string): string => `/var/log/xen/console/guest-${name}.log`;

/**
 * Returns all files that may have a guest's console. xl receives a migrating domain under another name, and its later output
 * stays in the file of that name.
 */
export const consoleLogPaths = (name: string): readonly string[] => [
  consoleLogPath(name),
  consoleLogPath(`${name}--incoming`),
];

/** Source: xl-disk-configuration(5). */
const diskLine = (path: string): string => `${path.startsWith('/dev/') ? 'phy' : 'file'}:${path},xvda,w`;

/** Returns the xl configuration of a guest as text. */
export function guestConfig(definition: GuestDefinition, files: GuestFiles): string {
  const entries: readonly (readonly [string, string | number | readonly string[]])[] = [
    ['name', definition.name],
    ['type', definition.kind],
    ['memory', definition.memoryMiB],
    ['vcpus', definition.vcpus],
    ['kernel', files.kernel],
    ['ramdisk', files.ramdisk],
    ['extra', files.extra],
    ['vif', [`bridge=${files.bridge},mac=${definition.ether}${definition.kind === 'hvm' ? ',model=e1000' : ''}`]],
    ['on_crash', 'preserve'],
    ...(files.tscMode === undefined ? [] : ([['tsc_mode', files.tscMode]] as const)),
    ...(definition.disk === null ? [] : ([['disk', [diskLine(definition.disk)]]] as const)),
    ...(definition.kind === 'hvm'
      ? ([
          ['serial', `file:${consoleLogPath(definition.name)}`],
          ['vga', 'none'],
          ['vnc', 0],
        ] as const)
      : []),
  ];
  return entries.map(([key, value]) => `${key} = ${literal(value)}\n`).join('');
}

function literal(value: string | number | readonly string[]): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return `[ ${value.map(literal).join(', ')} ]`;
  if (/['"\\\n]/.test(value)) throw new RangeError(`xl configuration: cannot contain ${JSON.stringify(value)}`);
  return `'${value}'`;
}

/**
 * Returns the ethernet address of a guest. It differs between flights (modulo 256), and by `index` (from 1) in a flight.
 *
 * Source: osstest's select_ether with the default GenEtherPrefixBase.
 */
export function guestEther(flight: number, index: number): string {
  const bytes = [0x5e, 0x36, 0x0e, 0xf5 ^ (flight & 0xff), (index >> 8) & 0xff, index & 0xff];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
