import { defineRecipe, step } from 'osstest';
import { debianHvmInstall } from '../tests-suite/planned.ts';
import { guestTests } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-debianhvm',
  summary: 'Planned, with tests that are not written yet: runs the life cycle of a Debian HVM guest.',
  eachHost: toXen,
  steps: [step(debianHvmInstall, { guest: 'debianhvm', words: [] }), ...guestTests('debianhvm')],
  eachHostFinally: finishXen,
});
