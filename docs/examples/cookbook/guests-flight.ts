import { defineFlight, matrix } from 'osstest';
import testHvm from 'osstest/recipes/test-hvm';
import testPv from 'osstest/recipes/test-pv';
import testPvh from 'osstest/recipes/test-pvh';

const recipes = { pv: testPv, pvh: testPvh, hvm: testHvm } as const;

/** Each kind of guest with one and with two processors. */
const cells = matrix({ kind: ['pv', 'pvh', 'hvm'], vcpus: [1, 2] }).without(
  'the device model needs one of the emulated processors',
  ({ kind, vcpus }) => kind === 'hvm' && vcpus === 2,
);

export default defineFlight({ branch: 'guests' }, ({ job, leaveOut }) => {
  const nameOf = ({ kind, vcpus }: (typeof cells.cells)[number]): string => `test-${kind}-${vcpus}`;
  for (const cell of cells.cells) {
    const runvars = { arch: 'amd64', all_hostflags: 'arch-amd64,purpose-test', guests_vcpus: cell.vcpus };
    job(nameOf(cell), recipes[cell.kind], runvars);
  }
  for (const { cell, why } of cells.excluded) leaveOut(nameOf(cell), why);
});
