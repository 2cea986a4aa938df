import { defineRecipe, step } from 'osstest';
import guestStart from '../tests-suite/guest/guest-start.ts';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import tinyInstall from '../tests-suite/guest/tiny-install.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-pv',
  summary: 'Creates, starts and stops a tiny PV guest.',
  eachHost: toXen,
  steps: [
    step(tinyInstall, { guest: 'tiny', args: ['pv'], testid: 'tiny-install' }),
    step(guestStart, { guest: 'tiny' }),
    step(guestStop, { guest: 'tiny' }),
  ],
  eachHostFinally: finishXen,
});
