export type Arch = 'amd64' | 'i386' | 'armhf';

/** Architectures of Xen and of dom0. */
export interface Platform {
  readonly xen: Arch;
  readonly dom0: Arch;
}

const platform = (xen: Arch, dom0: Arch): Platform => ({ xen, dom0 });

export const AMD64 = platform('amd64', 'amd64');
/** A 32-bit dom0 on 64-bit Xen. */
export const MIXED = platform('amd64', 'i386');
export const I386 = platform('i386', 'i386');
export const ARMHF = platform('armhf', 'armhf');

export const ALL_PLATFORMS = [AMD64, MIXED, I386, ARMHF] as const;
export const X86_PLATFORMS = [AMD64, MIXED, I386] as const;
export const HVM_PLATFORMS = [AMD64, MIXED] as const;
