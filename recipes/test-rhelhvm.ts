import { defineRecipe, step } from 'osstest';
import { redhatInstall } from '../tests-suite/planned.ts';
import { testsWithoutMigration } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-rhelhvm',
  summary: 'Planned, with tests that are not written yet: starts and stops a Red Hat HVM guest.',
  eachHost: toXen,
  steps: [step(redhatInstall, { guest: 'redhat', words: [] }), ...testsWithoutMigration('redhat')],
  eachHostFinally: finishXen,
});
