import { defineRecipe, step } from 'osstest';
import { windowsInstall } from '../tests-suite/planned.ts';
import { guestTests } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-win',
  summary: 'Planned, with tests that are not written yet: runs the life cycle of a Windows guest.',
  eachHost: toXen,
  steps: [step(windowsInstall, { guest: 'win', words: [] }), ...guestTests('win')],
  eachHostFinally: finishXen,
});
