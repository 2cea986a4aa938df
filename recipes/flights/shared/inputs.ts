import type { FlightInputs } from 'osstest';

/** Inputs of a flight with all defaults. */
export interface Inputs {
  readonly revisions: Readonly<Record<string, string>>;
  readonly trees: Readonly<Record<string, string>>;
  readonly suite: string;
  readonly buildsFrom: number | null;
}

/** URLs of the trees in 2015; empty: the URL that the Xen tree configures. */
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

/** Revisions; empty: the latest. Kernels are the last that passed their own tests. */
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
