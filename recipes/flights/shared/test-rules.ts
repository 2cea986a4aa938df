import { hasRumpKernels, previousXen, upstreamQemuIsDefault, xendBuild, type Branch } from './branch.ts';
import { whyNotArch } from './architectures.ts';
import { testName, type Ability, type TestVariant } from './variant.ts';

/** A rule that excludes tests from the flights of a branch, with its reason. */
export interface TestRule {
  readonly why: string;
  readonly drops: (test: TestVariant) => boolean;
}

/** Minor version of the first Xen 4.x with an ability that some tests need, and a description of it. */
const SINCE: Readonly<Record<Exclude<Ability, 'upgrade'>, readonly [number, string]>> = {
  pvh: [5, 'PVH guests'],
  rtds: [5, 'the RTDS scheduler'],
  nested: [4, 'nested Xen'],
  'libvirt-pair': [4, 'migration between hosts by libvirt'],
};

const SMOKE = ['test-amd64-amd64-libvirt', 'test-amd64-amd64-xl-qemuu-debianhvm-i386', 'test-armhf-armhf-xl'];

/** Returns the rules of a branch. */
export const testRules = (branch: Branch): readonly TestRule[] => [
  ...archRules(branch),
  ...xenRules(branch),
  ...kindRules(branch),
];

const archRules = (branch: Branch): readonly TestRule[] =>
  (['armhf', 'amd64', 'i386'] as const).flatMap((arch) => {
    const why = whyNotArch(branch, arch);
    return why === null ? [] : [{ why, drops: ({ on }: TestVariant) => on.dom0 === arch }];
  });

const xenRules = (branch: Branch): readonly TestRule[] => {
  const { xenMinor } = branch;
  const abilities = Object.entries(SINCE).filter(([, [since]]) => xenMinor < since);
  return [
    ...abilities.map(([ability, [since, what]]) => ({
      why: `${what} came with Xen 4.${since}`,
      drops: ({ needs }: TestVariant) => needs === ability,
    })),
    ...when(
      previousXen(branch) === null,
      'only flights of Xen test the migration from the previous Xen',
      (test) => test.needs === 'upgrade',
    ),
    ...when(xenMinor > 2, 'Xen 4.2 was the last on 32-bit x86', ({ on }) => on.xen === 'i386'),
    ...when(xenMinor < 5, 'XSM is tested since Xen 4.5', ({ xsm }) => xsm),
    ...when(xenMinor < 2, 'libvirt needs Xen 4.2', ({ toolstack }) => toolstack === 'libvirt'),
    ...when(xenMinor < 2, 'upstream’s qemu came with Xen 4.2', ({ qemu }) => qemu === 'qemuu'),
    ...when(xendBuild(branch) === 'none', 'Xen 4.4 was the last with xend', ({ toolstack }) => toolstack === 'xend'),
    ...when(
      upstreamQemuIsDefault(branch),
      'the default device model is tested under its name',
      ({ qemu }) => qemu === 'default',
    ),
  ];
};

const kindRules = (branch: Branch): readonly TestRule[] => {
  const { kind } = branch;
  const isRump = ({ recipe }: TestVariant): boolean => recipe.name === 'test-rumpuserxen';
  return [
    ...when(!hasRumpKernels(branch), `${kind} does not affect rump kernels`, isRump),
    ...when(kind === 'rumpuserxen', 'only rump kernels are tested', (test) => !isRump(test)),
    ...when(kind === 'libvirt', 'only libvirt is tested', ({ toolstack }) => toolstack !== 'libvirt'),
    ...when(kind === 'ovmf', 'only guests with OVMF are tested', ({ runvars }) => runvars['bios'] !== 'ovmf'),
    ...when(kind === 'seabios', 'only upstream’s qemu uses this SeaBIOS', ({ qemu }) => qemu !== 'qemuu'),
    ...when(kind === 'qemu', 'the traditional qemu is in another tree', ({ qemu }) => qemu === 'qemut'),
    ...when(kind === 'smoke', 'the smoke test is short', (test) => !SMOKE.includes(testName(test))),
    ...when(kind !== 'smoke', 'only the smoke test has it', ({ name }) => name === 'xl-qemuu-debianhvm-i386'),
  ];
};

const when = (applies: boolean, why: string, drops: TestRule['drops']): readonly TestRule[] =>
  applies ? [{ why, drops }] : [];
