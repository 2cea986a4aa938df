// Planned tests: the original has them, osstest does not have them yet. A recipe can contain them; a job whose recipe
// contains one ends `blocked`. To write one, delete it here and add a file of its own.
import { plannedTest } from 'osstest';

// builds
export const kernelBuild = plannedTest('kernel-build', 'Linux builds at the wanted revision, and is stashed.', {
  needs: { host: 'debian' },
});
export const libvirtBuild = plannedTest(
  'libvirt-build',
  'libvirt builds against the Xen of another job, and is stashed.',
  { needs: { host: 'debian' } },
);
export const rumpuserxenBuild = plannedTest('rumpuserxen-build', 'The rump kernel for Xen builds, and is stashed.', {
  needs: { host: 'debian' },
});

// guests that are installed
export const debianDiInstall = plannedTest(
  'debian-di-install',
  'A Debian PV guest installs itself by debian-installer.',
  { needs: { host: 'xen' }, provides: { guest: 'installed' } },
);
export const debianHvmInstall = plannedTest(
  'debian-hvm-install',
  'A Debian HVM guest installs itself from its CD image, boots and answers.',
  { needs: { host: 'xen' }, provides: { guest: 'running' } },
);
export const windowsInstall = plannedTest(
  'windows-install',
  'A Windows guest installs itself from its CD image and answers.',
  { needs: { host: 'xen' }, provides: { guest: 'running' } },
);
export const redhatInstall = plannedTest(
  'redhat-install',
  'A Red Hat HVM guest installs itself by kickstart, boots and answers.',
  { needs: { host: 'xen' }, provides: { guest: 'running' } },
);
export const freebsdInstall = plannedTest(
  'freebsd-install',
  'A FreeBSD HVM guest is made on the host from its disk image.',
  { needs: { host: 'xen' }, provides: { guest: 'installed' } },
);
export const rumpuserxenDemoSetup = plannedTest(
  'rumpuserxen-demo-setup',
  'A rump kernel with its program is set up as a guest.',
  { needs: { host: 'xen' }, provides: { guest: 'installed' } },
);

// guests at work
export const rumpuserxenDemoXenstorels = plannedTest(
  'rumpuserxen-demo-xenstorels',
  'The rump kernel lists its devices in xenstore.',
  { needs: { host: 'xen', guest: 'installed' }, provides: { guest: 'running' } },
);

// hosts
export const nestedSetup = plannedTest(
  'nested-setup',
  'An HVM guest is made a host of the job, on which Xen can be installed.',
  { needs: { host: 'xen', guest: 'running' } },
);
