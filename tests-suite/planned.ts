// Planned tests: the original has them, osstest does not have them yet. A recipe can contain them; a job whose recipe
// contains one ends `blocked`. To write one, delete it here and add a file of its own.
import { plannedTest } from 'osstest';

// builds
export const kernelBuild = plannedTest('kernel-build', 'Linux builds at the given revision, and is stashed.', {
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

// guest installation
export const debianDiInstall = plannedTest('debian-di-install', 'A Debian PV guest is installed by debian-installer.', {
  needs: { host: 'xen' },
  provides: { guest: 'installed' },
});
export const debianHvmInstall = plannedTest(
  'debian-hvm-install',
  'A Debian HVM guest is installed from its CD image, boots and answers.',
  { needs: { host: 'xen' }, provides: { guest: 'running' } },
);
export const windowsInstall = plannedTest(
  'windows-install',
  'A Windows guest is installed from its CD image, and answers.',
  { needs: { host: 'xen' }, provides: { guest: 'running' } },
);
export const redhatInstall = plannedTest(
  'redhat-install',
  'A Red Hat HVM guest is installed by kickstart, boots and answers.',
  { needs: { host: 'xen' }, provides: { guest: 'running' } },
);
export const freebsdInstall = plannedTest(
  'freebsd-install',
  'A FreeBSD HVM guest is created on the host from its disk image.',
  { needs: { host: 'xen' }, provides: { guest: 'installed' } },
);
export const rumpuserxenDemoSetup = plannedTest(
  'rumpuserxen-demo-setup',
  'A rump kernel with its program is set up as a guest.',
  { needs: { host: 'xen' }, provides: { guest: 'installed' } },
);

// running guests
export const rumpuserxenDemoXenstorels = plannedTest(
  'rumpuserxen-demo-xenstorels',
  'The rump kernel lists its devices in xenstore.',
  { needs: { host: 'xen', guest: 'installed' }, provides: { guest: 'running' } },
);

// hosts
export const nestedSetup = plannedTest(
  'nested-setup',
  'An HVM guest becomes a host of the job, on which Xen can be installed.',
  { needs: { host: 'xen', guest: 'running' } },
);
