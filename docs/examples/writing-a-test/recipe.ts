import { defineRecipe, step } from 'osstest';
import { finishXen, toXen } from 'osstest/recipes/shared/xen-host';
import guestStart from 'osstest/tests-suite/guest/guest-start';
import guestStop from 'osstest/tests-suite/guest/guest-stop';
import tinyInstall from 'osstest/tests-suite/guest/tiny-install';
import clockKeepsUp from './clock-keeps-up.ts';

export default defineRecipe({
  name: 'clock',
  summary: 'Pauses a tiny PV guest, and checks its clock.',
  eachHost: toXen,
  steps: [
    step(tinyInstall, { guest: 'tiny', args: ['pv'] }),
    step(guestStart, { guest: 'tiny' }),
    step(clockKeepsUp, { guest: 'tiny' }),
    step(guestStop, { guest: 'tiny' }),
  ],
  eachHostFinally: finishXen,
});
