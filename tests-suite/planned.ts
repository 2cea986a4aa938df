// Tests of the original that nobody has written yet: a recipe can name them, a job that needs one ends `blocked`.
// Whoever writes one takes it out here and gives it a file of its own.
import { plannedTest } from 'osstest';

// builds
export const kernelBuild = plannedTest(
  'kernel-build',
  'Linux builds at the wanted revision, and is stashed.',
  { host: 'debian' },
  {},
);
export const libvirtBuild = plannedTest(
  'libvirt-build',
  'libvirt builds against the Xen of another job, and is stashed.',
  { host: 'debian' },
  {},
);
export const rumpuserxenBuild = plannedTest(
  'rumpuserxen-build',
  'The rump kernel for Xen builds, and is stashed.',
  { host: 'debian' },
  {},
);

// guests that are installed
export const debianDiInstall = plannedTest(
  'debian-di-install',
  'A Debian PV guest installs itself by debian-installer.',
  { host: 'xen' },
  { guest: 'installed' },
);
export const debianHvmInstall = plannedTest(
  'debian-hvm-install',
  'A Debian HVM guest installs itself from its CD image, boots and answers.',
  { host: 'xen' },
  { guest: 'running' },
);
export const windowsInstall = plannedTest(
  'windows-install',
  'A Windows guest installs itself from its CD image and answers.',
  { host: 'xen' },
  { guest: 'running' },
);
export const redhatInstall = plannedTest(
  'redhat-install',
  'A Red Hat HVM guest installs itself by kickstart, boots and answers.',
  { host: 'xen' },
  { guest: 'running' },
);
export const freebsdInstall = plannedTest(
  'freebsd-install',
  'A FreeBSD HVM guest is made on the host from its disk image.',
  { host: 'xen' },
  { guest: 'installed' },
);
export const rumpuserxenDemoSetup = plannedTest(
  'rumpuserxen-demo-setup',
  'A rump kernel with its program is set up as a guest.',
  { host: 'xen' },
  { guest: 'installed' },
);

// guests at work
export const rumpuserxenDemoXenstorels = plannedTest(
  'rumpuserxen-demo-xenstorels',
  'The rump kernel lists its devices in xenstore.',
  { host: 'xen', guest: 'installed' },
  { guest: 'running' },
);

// hosts
export const nestedSetup = plannedTest(
  'nested-setup',
  'An HVM guest is made a host of the job, on which Xen can be installed.',
  { host: 'xen', guest: 'running' },
  {},
);
