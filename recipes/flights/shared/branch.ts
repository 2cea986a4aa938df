/** What the flights of a branch test; everything else in them is the last tested version. */
export type BranchKind =
  'xen' | 'smoke' | 'linux' | 'qemu' | 'seabios' | 'ovmf' | 'libvirt' | 'rumpuserxen' | 'osstest';

/** Properties of a branch, from its name. */
export interface Branch {
  readonly name: string;
  readonly kind: BranchKind;
  /** Minor version of the Xen 4.x that its flights use; for xen-unstable greater than every released one. */
  readonly xenMinor: number;
  /** Version of the Linux branch, such as `3.14`; null: the branch has no version. */
  readonly linuxVersion: string | null;
}

export const UNSTABLE = Infinity;

const KINDS: readonly (readonly [RegExp, BranchKind])[] = [
  [/^xen-unstable-smoke$/, 'smoke'],
  [/^xen-(unstable|4\.\d+-testing)$/, 'xen'],
  [/^qemu-(mainline|upstream-(unstable|4\.\d+-testing))$/, 'qemu'],
  [/^linux-[a-z0-9]/, 'linux'],
  [/^seabios$/, 'seabios'],
  [/^ovmf$/, 'ovmf'],
  [/^libvirt$/, 'libvirt'],
  [/^rumpuserxen$/, 'rumpuserxen'],
  [/^osstest$/, 'osstest'],
];

/**
 * Parses the name of a branch.
 *
 * @throws RangeError - the branch is of no known kind.
 */
export function parseBranch(name: string): Branch {
  const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1];
  if (kind === undefined) throw new RangeError(`branch ${name}: is of no known kind`);
  const minor = /^(?:xen|qemu-upstream)-4\.(\d+)-testing$/.exec(name)?.[1];
  return {
    name,
    kind,
    xenMinor: minor === undefined ? UNSTABLE : Number(minor),
    linuxVersion: /^linux-(\d.*)$/.exec(name)?.[1] ?? null,
  };
}

/** Whether Xen is built with xend, both with and without, or only without. */
export type XendBuild = 'included' | 'separate' | 'none';

/** Returns how xend is built: Xen 4.4 builds it on request only, and Xen 4.5 has no xend. */
export const xendBuild = ({ xenMinor }: Branch): XendBuild =>
  xenMinor > 4 ? 'none' : xenMinor === 4 ? 'separate' : 'included';

/** Returns whether upstream's qemu is the default of HVM guests, as since Xen 4.3. */
export const upstreamQemuIsDefault = ({ xenMinor }: Branch): boolean => xenMinor >= 3;

/** Returns whether Xen builds with OVMF, as since 4.4. */
export const hasOvmf = (xenMinor: number): boolean => xenMinor >= 4;

/** Returns the Xen version before that of the branch, from which guests migrate to it; null: not tested. */
export const previousXen = ({ kind, xenMinor }: Branch): number | null =>
  kind === 'xen' && xenMinor > 0 ? xenMinor - 1 : null;

/** Returns whether the flights of the branch test rump kernels: its tree can affect a guest kernel. */
export const hasRumpKernels = ({ kind, name }: Branch): boolean =>
  ['xen', 'linux', 'osstest', 'rumpuserxen'].includes(kind) && name !== ARM_LINUX;

/** The Linux branch for ARM only. */
export const ARM_LINUX = 'linux-arm-xen';
