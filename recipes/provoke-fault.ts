import { defineRecipe, step } from 'osstest';
import guestStart from '../tests-suite/guest/guest-start.ts';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import tinyInstall from '../tests-suite/guest/tiny-install.ts';
import provokeFault from '../tests-suite/host/provoke-fault.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'provoke-fault',
  summary: 'A host with a guest comes to the harm that runvar fault names: shows what a lab makes of it.',
  eachHost: toXen,
  steps: [
    step(tinyInstall, { guest: 'tiny', args: ['pvh'], testid: 'tiny-install' }),
    step(guestStart, { guest: 'tiny' }),
    step(provokeFault, { testid: 'provoke-fault' }),
    step(guestStop, { guest: 'tiny' }),
  ],
  eachHostFinally: finishXen,
});
