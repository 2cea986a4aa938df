import { defineFlight, type FlightDefinition, type Matrix, type RunvarValues } from 'osstest';
import { parseBranch, upstreamQemuIsDefault, xendBuild, type Branch } from './branch.ts';
import { buildName, builds, type Part } from './builds.ts';
import * as hvm from './hvm-tests.ts';
import { withDefaults, type Inputs } from './inputs.ts';
import * as pv from './pv-tests.ts';
import { testRules } from './test-rules.ts';
import { testName, type TestVariant } from './variant.ts';

/**
 * Returns the flights of a branch as the lab of 2015 created them: all builds and tests, without those that the Xen, the Linux
 * or the purpose of the branch excludes.
 *
 * @throws RangeError - the branch is of no known kind.
 */
export function labFlight(name: string): FlightDefinition {
  const branch = parseBranch(name);
  return defineFlight({ branch: name }, ({ job, leaveOut, inputs: given }) => {
    const inputs = withDefaults(given);
    const common = branchRunvars(branch);
    const built = builds(branch, inputs);
    if (inputs.buildsFrom === null) {
      for (const { job: build, recipe, runvars } of built.cells) job(build, recipe, { ...runvars, ...common });
    }
    for (const { cell, why } of built.excluded) leaveOut(cell.job, why);
    const tests = testRules(branch).reduce(
      (rest, { why, drops }) => rest.without(why, drops),
      allTests(branch, inputs),
    );
    for (const test of tests.cells) {
      job(testName(test), test.recipe, { ...withBuildsFrom(testRunvars(test, branch, inputs), inputs), ...common });
    }
    for (const { cell, why } of tests.excluded) leaveOut(testName(cell), why);
  });
}

const allTests = (branch: Branch, { suite }: Inputs): Matrix<TestVariant> =>
  [
    pv.xend,
    pv.schedulers,
    pv.pvh,
    pv.pairs,
    pv.upgrades,
    pv.bootloaders(suite),
    pv.diskFormats(suite),
    pv.rumpKernels,
    hvm.debianHvm,
    hvm.ovmf,
    hvm.smallHvm,
    hvm.windows7,
    hvm.windowsXp(xendBuild(branch) === 'none' ? 'xl' : 'xend'),
    hvm.redhat,
    hvm.freebsd(upstreamQemuIsDefault(branch)),
    hvm.nested,
  ].reduce((all, family) => all.and(family), pv.debian);

function testRunvars(test: TestVariant, branch: Branch, inputs: Inputs): RunvarValues {
  const { on, toolstack, runvars } = test;
  const part = xenPart(test, branch);
  return {
    arch: on.dom0,
    toolstack,
    kernkind: 'pvops',
    buildjob: buildName(on.dom0, part),
    xenbuildjob: buildName(on.xen, part),
    kernbuildjob: buildName(on.dom0, 'pvops'),
    libvirtbuildjob: toolstack === 'libvirt' ? buildName(on.dom0, 'libvirt') : undefined,
    all_hostflags: hostflags(test, branch, inputs),
    ...runvars,
  };
}

/** Returns the build of Xen that a test uses. */
function xenPart({ toolstack, xsm }: TestVariant, branch: Branch): Part {
  if (toolstack === 'xend' && xendBuild(branch) === 'separate') return 'xend';
  return xsm ? 'xsm' : 'xen';
}

/** Returns the flags of all hosts of a test; a Linux with a version must support the devices of the host. */
const hostflags = (test: TestVariant, { linuxVersion }: Branch, { suite }: Inputs): string =>
  [
    `arch-${test.on.dom0}`,
    `arch-xen-${test.on.xen}`,
    `suite-${suite}`,
    'purpose-test',
    ...(linuxVersion === null ? [] : [`PropMinVer:LinuxKernelMin:${linuxVersion}`]),
    ...test.hostflags,
  ].join(',');

/** Returns the runvars of a branch: the smoke test takes the first free host, without a preference from its history. */
const branchRunvars = ({ kind }: Branch): RunvarValues =>
  kind === 'smoke' ? { hostalloc_bonus_previousfail: 0, hostalloc_maxbonus_variation: 0 } : {};

/** Returns the runvars with each build job as FLIGHT.JOB, if the builds are those of another flight. */
const withBuildsFrom = (runvars: RunvarValues, { buildsFrom }: Inputs): RunvarValues =>
  Object.fromEntries(
    Object.entries(runvars).map(([name, value]) => [
      name,
      buildsFrom !== null && name.endsWith('buildjob') && value !== undefined ? `${buildsFrom}.${value}` : value,
    ]),
  );
