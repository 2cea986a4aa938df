import { defineRecipe, step } from 'osstest';
import guestStart from '../tests-suite/guest/guest-start.ts';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import tinyInstall from '../tests-suite/guest/tiny-install.ts';
import provokeFault from '../tests-suite/host/provoke-fault.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'provoke-fault',
  summary: 'Provokes the fault that runvar fault names on a host with a guest, to show how the lab handles it.',
  eachHost: toXen,
  steps: [
    step(tinyInstall, { guest: 'tiny', args: ['pvh'], testid: 'tiny-install' }),
    step(guestStart, { guest: 'tiny' }),
    step(provokeFault, { testid: 'provoke-fault' }),
    step(guestStop, { guest: 'tiny' }),
  ],
  eachHostFinally: finishXen,
});
