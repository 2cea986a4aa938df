/** What is tested by a branch's flights; everything else in them is as it was last tested. */
export type BranchKind =
  'xen' | 'smoke' | 'linux' | 'qemu' | 'seabios' | 'ovmf' | 'libvirt' | 'rumpuserxen' | 'osstest';

/** What a branch's name says about its flights. */
export interface Branch {
  readonly name: string;
  readonly kind: BranchKind;
  /** The Xen that its flights use: the minor version of 4.x; for xen-unstable more than every released one. */
  readonly xenMinor: number;
  /** Version of the Linux branch, such as `3.14`; null: not a numbered one. */
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
 * Reads a branch's name.
 *
 * @throws RangeError - not a branch of these kinds.
 */
export function parseBranch(name: string): Branch {
  const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1];
  if (kind === undefined) throw new RangeError(`branch ${name}: of no kind whose flights are known here`);
  const minor = /^(?:xen|qemu-upstream)-4\.(\d+)-testing$/.exec(name)?.[1];
  return {
    name,
    kind,
    xenMinor: minor === undefined ? UNSTABLE : Number(minor),
    linuxVersion: /^linux-(\d.*)$/.exec(name)?.[1] ?? null,
  };
}

/** Whether Xen is built with xend, beside a build without, or without alone. */
export type XendBuild = 'included' | 'separate' | 'none';

/** xend was no longer built unless asked for in 4.4, and was gone in 4.5. */
export const xendBuild = ({ xenMinor }: Branch): XendBuild =>
  xenMinor > 4 ? 'none' : xenMinor === 4 ? 'separate' : 'included';

/** Since 4.3 an HVM guest gets upstream's qemu if nothing is said. */
export const upstreamQemuIsDefault = ({ xenMinor }: Branch): boolean => xenMinor >= 3;

/** Since 4.4 Xen builds with OVMF. */
export const hasOvmf = (xenMinor: number): boolean => xenMinor >= 4;

/** The Xen before that of the branch, from which guests can migrate to it; null: none is tested. */
export const previousXen = ({ kind, xenMinor }: Branch): number | null =>
  kind === 'xen' && xenMinor > 0 ? xenMinor - 1 : null;

/** Whether the branch's flights have rump kernels: those of trees that a guest kernel could notice. */
export const hasRumpKernels = ({ kind, name }: Branch): boolean =>
  ['xen', 'linux', 'osstest', 'rumpuserxen'].includes(kind) && name !== ARM_LINUX;

/** The Linux branch for ARM alone. */
export const ARM_LINUX = 'linux-arm-xen';
