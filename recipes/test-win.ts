import { defineRecipe, step } from 'osstest';
import { windowsInstall } from '../tests-suite/planned.ts';
import { guestTests } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-win',
  summary: 'A Windows guest lives its whole life.',
  eachHost: toXen,
  steps: [step(windowsInstall, { guest: 'win', words: [] }), ...guestTests('win')],
  eachHostFinally: finishXen,
});
