import { matrix, type Matrix, type Recipe, type RunvarValues } from 'osstest';
import build from '../../build.ts';
import buildKern from '../../build-kern.ts';
import buildLibvirt from '../../build-libvirt.ts';
import buildRumpuserxen from '../../build-rumpuserxen.ts';
import { whyNotArch } from './architectures.ts';
import { hasOvmf, hasRumpKernels, previousXen, xendBuild, type Branch } from './branch.ts';
import type { Inputs } from './inputs.ts';
import type { Arch } from './platforms.ts';

/** What is built: Xen in several ways, kernels, and what is built against Xen. */
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

/** A build job of a branch's flights. */
export interface Build {
  readonly job: string;
  readonly recipe: Recipe;
  readonly runvars: RunvarValues;
}

export const buildName = (arch: Arch, part: Part): string => `build-${arch}${part === 'xen' ? '' : `-${part}`}`;

/** Everything that a branch's flights build. */
export function builds(branch: Branch, inputs: Inputs): Matrix<Build> {
  const all = matrix({ arch: ['amd64', 'i386', 'armhf'], part: PARTS });
  const why = new Set(all.cells.map(({ arch }) => whyNotArch(branch, arch)));
  return [...why]
    .reduce(
      (rest, reason) =>
        reason === null ? rest : rest.without(reason, ({ arch }) => whyNotArch(branch, arch) === reason),
      all,
    )
    .without('of x86 alone', ({ arch, part }) => arch === 'armhf' && X86_PARTS.includes(part))
    .without('XSM is tested since Xen 4.5', ({ part }) => part === 'xsm' && branch.xenMinor < 5)
    .without('libvirt wants Xen 4.2', ({ part }) => part === 'libvirt' && branch.xenMinor < 2)
    .without('xend is no build of its own', ({ part }) => part === 'xend' && xendBuild(branch) !== 'separate')
    .without('no test comes from the Xen before', ({ part }) => part === 'prev' && previousXen(branch) === null)
    .without('no test has a rump kernel', ({ part }) => part === 'rumpuserxen' && !hasRumpKernels(branch))
    .without('a smoke test is quick', (cell) => branch.kind === 'smoke' && !isForSmoke(cell))
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

/** URL and revision of a tree; the revision may have another name among the inputs. */
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
