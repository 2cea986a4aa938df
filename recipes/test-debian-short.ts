import { defineRecipe, step } from 'osstest';
import guestSaverestore from '../tests-suite/guest/guest-saverestore.ts';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import saverestoreSupportCheck from '../tests-suite/guest/saverestore-support-check.ts';
import { startDebian } from './shared/debian-guest.ts';
import { finishXen, toXen } from './shared/xen-box.ts';

export default defineRecipe({
  name: 'test-debian-short',
  summary: 'What test-debian does, each thing once: a Debian PV guest starts, is saved and restored, and stops.',
  eachHost: toXen,
  steps: [
    ...startDebian,
    step(saverestoreSupportCheck, { guest: 'debian', harmless: true }),
    step(guestSaverestore, { guest: 'debian', onlyIf: 'saverestore-support-check' }),
    step(guestStop, { guest: 'debian' }),
  ],
  eachHostFinally: finishXen,
});
