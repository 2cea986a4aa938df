import { matrix, type Matrix } from 'osstest';
import testDebianhvm from '../../test-debianhvm.ts';
import testFreebsd from '../../test-freebsd.ts';
import testNested from '../../test-nested.ts';
import testRhelhvm from '../../test-rhelhvm.ts';
import testWin from '../../test-win.ts';
import { ALL_PLATFORMS, AMD64, ARMHF, HVM_PLATFORMS, I386, MIXED, X86_PLATFORMS } from './platforms.ts';
import { joinWords, variant, type Qemu, type TestVariant } from './variant.ts';

const QEMUS = ['default', 'qemut', 'qemuu'] as const;
const NAMED_QEMUS = ['qemut', 'qemuu'] as const;
const MODEL = { default: undefined, qemut: 'qemu-xen-traditional', qemuu: 'qemu-xen' } as const;
const wordOf = (qemu: Qemu): string => (qemu === 'default' ? '' : qemu);

const bios = (qemu: Qemu): string => (qemu === 'qemut' ? 'rombios' : 'seabios');
const debianImage = (arch: string): string => `debian-7.2.0-${arch}-CD-1.iso`;

/** Runvars of a Debian guest that is installed from its CD. */
const debianCd = (arch: 'amd64' | 'i386') => {
  const folder = arch === 'amd64' ? '/install.amd' : '/install.386';
  return {
    debianhvm_image: debianImage(arch),
    debianhvm_iso_kernel: `${folder}/vmlinuz`,
    debianhvm_iso_ramdisk: `${folder}/initrd.gz`,
  } as const;
};

export const debianHvm: Matrix<TestVariant> = matrix({
  on: HVM_PLATFORMS,
  toolstack: ['xl', 'libvirt'],
  qemu: NAMED_QEMUS,
  stubdom: [false, true],
  xsm: [false, true],
})
  .without('a stub domain needs the traditional qemu', ({ stubdom, qemu }) => stubdom && qemu !== 'qemut')
  .without('stub domains are tested with XSM only', ({ stubdom, xsm }) => stubdom && !xsm)
  .without('libvirt is tested with upstream’s qemu and XSM only', (cell) => {
    const most = cell.qemu === 'qemuu' && cell.xsm;
    return cell.toolstack === 'libvirt' && !most;
  })
  .map(({ on, toolstack, qemu, stubdom, xsm }) =>
    variant({
      on,
      name: joinWords(toolstack, qemu, stubdom ? 'stubdom' : '', 'debianhvm-amd64', xsm ? 'xsm' : ''),
      recipe: testDebianhvm,
      toolstack,
      qemu,
      xsm,
      hostflags: ['hvm'],
      runvars: {
        ...debianCd('amd64'),
        bios: bios(qemu),
        debianhvm_stubdom: stubdom ? true : undefined,
        device_model_version: MODEL[qemu],
        enable_xsm: xsm,
      },
    }),
  );

export const ovmf: Matrix<TestVariant> = matrix({ on: HVM_PLATFORMS }).map(({ on }) =>
  variant({
    on,
    name: 'xl-qemuu-ovmf-amd64',
    recipe: testDebianhvm,
    qemu: 'qemuu',
    hostflags: ['hvm'],
    runvars: { ...debianCd('amd64'), bios: 'ovmf', device_model_version: MODEL.qemuu, enable_xsm: false },
  }),
);

/** An HVM guest with a short installation, for the smoke test. */
export const smallHvm: Matrix<TestVariant> = matrix({ on: [AMD64] }).map(({ on }) =>
  variant({
    on,
    name: 'xl-qemuu-debianhvm-i386',
    recipe: testDebianhvm,
    qemu: 'qemuu',
    hostflags: ['hvm'],
    runvars: {
      ...debianCd('i386'),
      bios: 'seabios',
      debianhvm_diskdevice: '/dev/sda',
      debianhvm_install_timeoutfactor: 1.5,
      device_model_version: MODEL.qemuu,
      enable_xsm: false,
    },
  }),
);

const windows = (
  given: Pick<TestVariant, 'on' | 'toolstack' | 'name'>,
  { qemu, image, vcpus }: { readonly qemu: Qemu; readonly image: string; readonly vcpus?: number | undefined },
) =>
  variant({
    ...given,
    recipe: testWin,
    qemu,
    hostflags: ['hvm'],
    runvars: {
      device_model_version: MODEL[qemu],
      guests_vcpus: vcpus,
      win_acpi_shutdown: true,
      win_image: image,
    },
  });

export const windows7: Matrix<TestVariant> = matrix({ on: HVM_PLATFORMS, qemu: QEMUS }).map(({ on, qemu }) =>
  windows({ on, toolstack: 'xl', name: joinWords('xl', wordOf(qemu), 'win7-amd64') }, { qemu, image: 'win7-x64.iso' }),
);

/** With a 32-bit dom0, the old toolstack tests it if it exists, and xl tests it with one processor. */
export const windowsXp = (toolstackOfMixed: 'xl' | 'xend'): Matrix<TestVariant> =>
  matrix({ on: X86_PLATFORMS, qemu: QEMUS, vcpus: [undefined, 1] })
    .without('one processor is tested with a 32-bit dom0 only', ({ on, vcpus }) => on !== MIXED && vcpus !== undefined)
    .map(({ on, qemu, vcpus }) => {
      const toolstack = on === MIXED && vcpus === undefined ? toolstackOfMixed : 'xl';
      const name = joinWords(toolstack, wordOf(qemu), 'winxpsp3', vcpus === undefined ? '' : `vcpus${vcpus}`);
      return windows({ on, toolstack, name }, { qemu, image: 'winxpsp3.iso', vcpus });
    })
    .without(
      'xend does not support upstream’s qemu',
      ({ toolstack, qemu }) => toolstack === 'xend' && qemu === 'qemuu',
    );

export const redhat: Matrix<TestVariant> = matrix({ on: [MIXED], qemu: QEMUS, vendor: ['amd', 'intel'] }).map(
  ({ on, qemu, vendor }) =>
    variant({
      on,
      name: joinWords(wordOf(qemu), 'rhel6hvm', vendor),
      recipe: testRhelhvm,
      qemu,
      hostflags: [`hvm-${vendor}`],
      runvars: { device_model_version: MODEL[qemu], redhat_image: 'rhel-server-6.1-i386-dvd.iso' },
    }),
);

/** Needs upstream's qemu; the name contains it if it is not the default of HVM guests. */
export const freebsd = (upstreamIsDefault: boolean): Matrix<TestVariant> =>
  matrix({ on: [MIXED], arch: ['amd64', 'i386'] }).map(({ on, arch }) =>
    variant({
      on,
      name: joinWords(upstreamIsDefault ? '' : 'qemuu', 'freebsd10', arch),
      recipe: testFreebsd,
      runvars: { freebsd_arch: arch, freebsd_image: `FreeBSD-10.1-CUSTOM-${arch}-20150525.raw.xz` },
    }),
  );

export const nested: Matrix<TestVariant> = matrix({ on: ALL_PLATFORMS, vendor: ['amd', 'intel'] })
  .without('nested Xen is tested on 64-bit x86 only', ({ on }) => on === MIXED || on === I386 || on === ARMHF)
  .map(({ on, vendor }) =>
    variant({
      on,
      name: `qemuu-nested-${vendor}`,
      recipe: testNested,
      qemu: 'qemuu',
      needs: 'nested',
      hostflags: [`hvm-${vendor}`],
      runvars: {
        bios: 'seabios',
        device_model_version: MODEL.qemuu,
        l1_enable_nestedhvm: true,
        l1_image: debianImage('amd64'),
        l1_memsize: 3072,
        l1_vifmodel: 'e1000',
        l2_image: debianImage('amd64'),
      },
    }),
  );
