import type { FlightInputs } from 'osstest';

/** What a flight is made from; every field is there. */
export interface Inputs {
  readonly revisions: Readonly<Record<string, string>>;
  readonly trees: Readonly<Record<string, string>>;
  readonly suite: string;
  readonly buildsFrom: number | null;
}

/** Where the trees were in 2015; an empty URL: as the Xen tree says. */
const TREES = {
  linux: 'git://xenbits.xen.org/linux-pvops.git',
  linuxfirmware: 'git://xenbits.xen.org/osstest/linux-firmware.git',
  linux_old: 'http://xenbits.xen.org/linux-2.6.18-xen.hg',
  libvirt: 'git://libvirt.org/libvirt.git',
  ovmf: '',
  qemu: 'git://xenbits.xen.org/qemu-xen-traditional.git',
  qemuu: 'git://xenbits.xen.org/qemu-xen.git',
  rumpuserxen: 'https://github.com/rumpkernel/rumprun-xen',
  rumpuserxen_rumpsrc: 'https://github.com/rumpkernel/rumpkernel-netbsd-src',
  seabios: '',
  xen: 'git://xenbits.xen.org/xen.git',
} as const;

/** An empty revision: the latest. A kernel is the last that passed its own tests. */
const REVISIONS = {
  linux: 'tested/linux-3.14',
  linux_arm: 'tested/linux-arm-xen',
  linux_old: '',
  linuxfirmware: '',
  libvirt: '',
  ovmf: '',
  prevxen: '',
  qemu: '',
  qemuu: '',
  rumpuserxen: '',
  seabios: '',
  xen: '',
} as const;

export const withDefaults = (inputs: FlightInputs): Inputs => ({
  revisions: { ...REVISIONS, ...inputs.revisions },
  trees: { ...TREES, ...inputs.trees },
  suite: inputs.suite ?? 'wheezy',
  buildsFrom: inputs.buildsFrom ?? null,
});
