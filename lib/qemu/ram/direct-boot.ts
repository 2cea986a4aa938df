import { join } from 'node:path';

/** What QEMU boots without a boot loader, from the files of a RAM host's system. */
export type DirectBoot =
  | { readonly kernel: 'linux'; readonly linuxCommandLine: string }
  | { readonly kernel: 'xen'; readonly xenCommandLine: string; readonly linuxCommandLine: string };

/** The command line with which a RAM host boots Debian without Xen. */
export const PLAIN_BOOT: DirectBoot = {
  kernel: 'linux',
  linuxCommandLine: 'console=ttyS0,115200 net.ifnames=0 mitigations=off',
};

/**
 * Returns QEMU's arguments for a boot from the files in `directory`. A reset of the machine boots the same again.
 *
 * The kernels are uncompressed ELF files: Linux starts by its PVH entry, Xen by multiboot with Linux as its first module.
 */
export function directBootArguments(directory: string, boot: DirectBoot): readonly string[] {
  const file = (name: string): string => join(directory, name);
  const initrd = file('initrd.cpio');
  if (boot.kernel === 'linux') return ['-kernel', file('vmlinux'), '-initrd', initrd, '-append', boot.linuxCommandLine];
  const modules = [`${file('vmlinux')} ${boot.linuxCommandLine}`, initrd].map((module) => module.replaceAll(',', ',,'));
  return ['-kernel', file('xen'), '-initrd', modules.join(','), '-append', boot.xenCommandLine];
}
