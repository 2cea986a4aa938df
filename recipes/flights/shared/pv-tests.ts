import { matrix, type Matrix } from 'osstest';
import testDebian from '../../test-debian.ts';
import testDebianDi from '../../test-debian-di.ts';
import testPair from '../../test-pair.ts';
import testPairOneway from '../../test-pair-oneway.ts';
import testRumpuserxen from '../../test-rumpuserxen.ts';
import { ALL_PLATFORMS, AMD64, ARMHF, HVM_PLATFORMS, I386, MIXED, X86_PLATFORMS, type Platform } from './platforms.ts';
import { joinWords, variant, type TestVariant } from './variant.ts';

/** Runvars of a Debian guest with the architecture of dom0 and the kernel of the flight. */
const debianGuest = (on: Platform) => ({ debian_arch: on.dom0, debian_kernkind: 'pvops' }) as const;

const sameArch = (on: Platform): boolean => on.xen === on.dom0;

/** Life cycle of a Debian guest. */
export const debian: Matrix<TestVariant> = matrix({
  on: ALL_PLATFORMS,
  toolstack: ['xl', 'libvirt'],
  xsm: [false, true],
})
  .without('XSM is not tested with 32-bit Xen on x86', ({ on, xsm }) => on === I386 && xsm)
  .map(({ on, toolstack, xsm }) =>
    variant({
      on,
      name: joinWords(toolstack, xsm ? 'xsm' : ''),
      recipe: testDebian,
      toolstack,
      xsm,
      runvars: { enable_xsm: xsm, ...debianGuest(on) },
    }),
  );

/** Life cycle of a Debian guest with xend, the earlier toolstack. */
export const xend: Matrix<TestVariant> = matrix({ on: X86_PLATFORMS }).map(({ on }) =>
  variant({ on, name: 'pv', recipe: testDebian, toolstack: 'xend', runvars: debianGuest(on) }),
);

/** Life cycle of a Debian guest with several processors. */
export const schedulers: Matrix<TestVariant> = matrix({
  on: ALL_PLATFORMS,
  scheduler: ['multivcpu', 'credit2', 'rtds'],
})
  .without('a scheduler is tested with one dom0 for each Xen', ({ on }) => !sameArch(on))
  .map(({ on, scheduler }) =>
    variant({
      on,
      name: `xl-${scheduler}`,
      recipe: testDebian,
      needs: scheduler === 'rtds' ? 'rtds' : null,
      runvars: {
        ...debianGuest(on),
        guests_vcpus: 4,
        xen_boot_append: scheduler === 'multivcpu' ? undefined : `sched=${scheduler}`,
      },
    }),
  );

export const pvh: Matrix<TestVariant> = matrix({ on: ALL_PLATFORMS, vendor: ['amd', 'intel'] })
  .without('PVH needs a 64-bit dom0 on x86', ({ on }) => on !== AMD64)
  .map(({ on, vendor }) =>
    variant({
      on,
      name: `xl-pvh-${vendor}`,
      recipe: testDebian,
      needs: 'pvh',
      hostflags: [`hvm-${vendor}`],
      runvars: { ...debianGuest(on), debian_pvh: 1 },
    }),
  );

/** Migration between two hosts. */
export const pairs: Matrix<TestVariant> = matrix({ on: X86_PLATFORMS, toolstack: ['xl', 'libvirt'] })
  .without('libvirt is not tested in pairs with 32-bit Xen', ({ on, toolstack }) => on === I386 && toolstack !== 'xl')
  .map(({ on, toolstack }) =>
    variant({
      on,
      name: toolstack === 'xl' ? 'pair' : `${toolstack}-pair`,
      recipe: testPair,
      toolstack,
      needs: toolstack === 'xl' ? null : 'libvirt-pair',
      hostflags: ['equiv-1'],
      runvars: debianGuest(on),
    }),
  );

/** Migration from the previous Xen version. */
export const upgrades: Matrix<TestVariant> = matrix({ on: HVM_PLATFORMS }).map(({ on }) =>
  variant({
    on,
    name: 'migrupgrade',
    recipe: testPairOneway,
    needs: 'upgrade',
    hostflags: ['equiv-1'],
    runvars: {
      ...debianGuest(on),
      src_host_buildjob: `build-${on.dom0}-prev`,
      src_host_xenbuildjob: `build-${on.xen}-prev`,
    },
  }),
);

/** Runvars of a guest that debian-installer installs from the network. */
const netboot = (suite: string) => ({ debian_method: 'netboot', debian_suite: suite }) as const;

/** Guests that load a kernel from their own disk. */
export const bootloaders = (suite: string): Matrix<TestVariant> =>
  matrix({ on: ALL_PLATFORMS, loader: ['amd64-pvgrub', 'i386-pvgrub', 'pygrub'] })
    .without('a boot loader is tested on one platform only', ({ on }) => on !== AMD64)
    .map(({ on, loader }) => {
      const [arch, pvgrub] = loader === 'pygrub' ? [on.dom0, false] : [loader.replace('-pvgrub', ''), true];
      return variant({
        on,
        name: loader,
        recipe: testDebianDi,
        runvars: { ...netboot(suite), debian_arch: arch, debian_bootloader: pvgrub ? 'pvgrub' : 'pygrub' },
      });
    });

/** Formats of disk images by platform and toolstack: together the platforms test all formats. */
const DISK_TESTS: readonly (readonly [Platform, 'xl' | 'libvirt', 'raw' | 'vhd' | 'qcow2'])[] = [
  [AMD64, 'libvirt', 'vhd'],
  [AMD64, 'xl', 'qcow2'],
  [MIXED, 'xl', 'raw'],
  [I386, 'xl', 'raw'],
  [ARMHF, 'libvirt', 'raw'],
  [ARMHF, 'libvirt', 'qcow2'],
  [ARMHF, 'xl', 'vhd'],
];

export const diskFormats = (suite: string): Matrix<TestVariant> =>
  matrix({ on: ALL_PLATFORMS, toolstack: ['xl', 'libvirt'], format: ['raw', 'vhd', 'qcow2'] })
    .without(
      'each platform and toolstack tests some of the formats',
      (cell) =>
        !DISK_TESTS.some(([on, tool, format]) => cell.on === on && cell.toolstack === tool && cell.format === format),
    )
    .map(({ on, toolstack, format }) =>
      variant({
        on,
        name: `${toolstack}-${format}`,
        recipe: testDebianDi,
        toolstack,
        runvars: { ...netboot(suite), ...debianGuest(on), debian_bootloader: 'pygrub', debian_diskfmt: format },
      }),
    );

export const rumpKernels: Matrix<TestVariant> = matrix({ on: X86_PLATFORMS }).map(({ on }) =>
  variant({
    on,
    name: `rumpuserxen-${on.dom0}`,
    recipe: testRumpuserxen,
    runvars: {
      guests_rumpuserxenbuildjob: `build-${on.dom0}-rumpuserxen`,
      rump_builtimage: 'rumpuserxen:/usr/local/lib/xen/rump-kernel/rump-kernel',
      rump_cmdline: 3,
      xenstorels_builtimage: ':/usr/local/bin/xenstore',
      xenstorels_cmdline: 'ls -fp device',
    },
  }),
);
