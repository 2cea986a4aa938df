import { matrix, type Matrix, type Recipe, type RunvarValues } from 'osstest';
import build from '../../build.ts';
import buildKern from '../../build-kern.ts';
import buildLibvirt from '../../build-libvirt.ts';
import buildRumpuserxen from '../../build-rumpuserxen.ts';
import { whyNotArch } from './architectures.ts';
import { hasOvmf, hasRumpKernels, previousXen, xendBuild, type Branch } from './branch.ts';
import type { Inputs } from './inputs.ts';
import type { Arch } from './platforms.ts';

/** Kinds of builds: variants of Xen, kernels, and software that is built with Xen. */
const PARTS = ['xen', 'xsm', 'xend', 'prev', 'pvops', 'oldkern', 'libvirt', 'rumpuserxen'] as const;
export type Part = (typeof PARTS)[number];

const RECIPES: Readonly<Record<Part, Recipe>> = {
  xen: build,
  xsm: build,
  xend: build,
  prev: build,
  pvops: buildKern,
  oldkern: buildKern,
  libvirt: buildLibvirt,
  rumpuserxen: buildRumpuserxen,
};

/** A build job in the flights of a branch. */
export interface Build {
  readonly job: string;
  readonly recipe: Recipe;
  readonly runvars: RunvarValues;
}

export const buildName = (arch: Arch, part: Part): string => `build-${arch}${part === 'xen' ? '' : `-${part}`}`;

/** Returns all build jobs of the flights of a branch. */
export function builds(branch: Branch, inputs: Inputs): Matrix<Build> {
  const all = matrix({ arch: ['amd64', 'i386', 'armhf'], part: PARTS });
  const why = new Set(all.cells.map(({ arch }) => whyNotArch(branch, arch)));
  return [...why]
    .reduce(
      (rest, reason) =>
        reason === null ? rest : rest.without(reason, ({ arch }) => whyNotArch(branch, arch) === reason),
      all,
    )
    .without('it is built for x86 only', ({ arch, part }) => arch === 'armhf' && X86_PARTS.includes(part))
    .without('XSM is tested since Xen 4.5', ({ part }) => part === 'xsm' && branch.xenMinor < 5)
    .without('libvirt needs Xen 4.2', ({ part }) => part === 'libvirt' && branch.xenMinor < 2)
    .without('xend has no separate build', ({ part }) => part === 'xend' && xendBuild(branch) !== 'separate')
    .without('no test starts from the previous Xen', ({ part }) => part === 'prev' && previousXen(branch) === null)
    .without('no test uses a rump kernel', ({ part }) => part === 'rumpuserxen' && !hasRumpKernels(branch))
    .without('the smoke test is short', (cell) => branch.kind === 'smoke' && !isForSmoke(cell))
    .map(({ arch, part }) => ({
      job: buildName(arch, part),
      recipe: RECIPES[part],
      runvars: {
        arch,
        host_hostflags: `share-build-${inputs.suite}-${arch},arch-${arch},suite-${inputs.suite},purpose-build`,
        ...partRunvars(part, arch, { branch, inputs }),
      },
    }));
}

const X86_PARTS: readonly Part[] = ['xend', 'prev', 'oldkern', 'rumpuserxen'];

const isForSmoke = ({ arch, part }: { readonly arch: Arch; readonly part: Part }): boolean =>
  part === 'xen' || part === 'pvops' || (part === 'libvirt' && arch === 'amd64');

interface BuildSource {
  readonly branch: Branch;
  readonly inputs: Inputs;
}

function partRunvars(part: Part, arch: Arch, { branch, inputs }: BuildSource): RunvarValues {
  const { xenMinor } = branch;
  const xend = xendBuild(branch) === 'included';
  const tree = treeOf(inputs);
  switch (part) {
    case 'xen':
    case 'xsm': {
      const firmware = { ...tree('ovmf'), ...tree('seabios') };
      return {
        ...xenRunvars(xenMinor, xend, part === 'xsm'),
        ...tree('xen'),
        ...tree('qemu'),
        ...tree('qemuu'),
        ...firmware,
      };
    }
    case 'xend':
      return { ...xenRunvars(xenMinor, true), ...tree('xen'), ...tree('qemu'), ...tree('qemuu') };
    case 'prev':
      return { ...xenRunvars(xenMinor - 1, false, false), ...tree('xen', 'prevxen') };
    case 'pvops':
      return {
        ...pvopsRunvars(arch),
        ...tree('linux', arch === 'armhf' ? 'linux_arm' : 'linux'),
        ...tree('linuxfirmware'),
      };
    case 'oldkern':
      return {
        kconfighow: 'create-config-sh',
        kimagefile: 'vmlinux',
        tree_linux: inputs.trees['linux_old'],
        revision_linux: inputs.revisions['linux_old'],
      };
    case 'libvirt':
      return { buildjob: buildName(arch, 'xen'), tree_xen: inputs.trees['xen'], ...tree('libvirt') };
    case 'rumpuserxen':
      return {
        buildjob: buildName(arch, 'xen'),
        ...tree('xen'),
        ...tree('qemuu'),
        ...tree('rumpuserxen'),
        treevcs_rumpuserxen: 'git',
        tree_rumpuserxen_rumpsrc: inputs.trees['rumpuserxen_rumpsrc'],
        treevcs_rumpuserxen_rumpsrc: 'git',
      };
  }
}

/** Returns the runvars for URL and revision of a tree; the revision can have another name in the inputs. */
const treeOf =
  (inputs: Inputs) =>
  (name: string, revision = name): RunvarValues => ({
    [`tree_${name}`]: inputs.trees[name],
    [`revision_${name}`]: inputs.revisions[revision],
  });

const xenRunvars = (xenMinor: number, xend: boolean, xsm?: boolean): RunvarValues => ({
  enable_xend: xend,
  enable_ovmf: hasOvmf(xenMinor),
  enable_xsm: xsm,
});

const pvopsRunvars = (arch: Arch): RunvarValues => ({
  kconfighow: 'xen-enable-xen-config',
  kconfig_override_y: arch === 'armhf' ? 'CONFIG_EXT4_FS' : undefined,
  treevcs_linux: 'git',
});
