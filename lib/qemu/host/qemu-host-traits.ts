import type { HostDefinition } from '../../../typings/host-definition.ts';

/** Flags and properties that all QEMU hosts share, in the form of the host database. */
export const QEMU_HOST_TRAITS: Pick<HostDefinition, 'flags' | 'properties'> = {
  flags: ['arch-amd64', 'arch-xen-amd64', 'purpose-test', 'purpose-build', 'hvm', 'hvm-amd'],
  properties: {
    'disk-device': '/dev/vda',
    'dom0-memory-mib': '640',
    // A QEMU host has no default route from which the card could be found.
    'interface-force': 'eth0',
    // Scrubbing touches all of the host's memory; the other options spare an emulated processor needless work.
    'xen-commandline-append': 'dom0_max_vcpus=2 bootscrub=0 spec-ctrl=no xpti=no pv-l1tf=no',
    'linux-commandline-append': 'net.ifnames=0 mitigations=off',
    // Otherwise Xen intercepts each read of the counter: a tiny guest boots in 6 s instead of 9 s.
    'guest-tsc-mode': 'native',
  },
};
