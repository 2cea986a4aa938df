import { defineRecipe, step } from 'osstest';
import guestLocalmigrate from '../tests-suite/guest/guest-localmigrate.ts';
import guestSaverestore from '../tests-suite/guest/guest-saverestore.ts';
import guestStart from '../tests-suite/guest/guest-start.ts';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import migrateSupportCheck from '../tests-suite/guest/migrate-support-check.ts';
import saverestoreSupportCheck from '../tests-suite/guest/saverestore-support-check.ts';
import tinyInstall from '../tests-suite/guest/tiny-install.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-pvh',
  summary: 'Creates, saves, restores, migrates locally and stops a tiny PVH guest.',
  eachHost: toXen,
  steps: [
    step(tinyInstall, { guest: 'tiny', args: ['pvh'], testid: 'tiny-install' }),
    step(guestStart, { guest: 'tiny' }),
    step(migrateSupportCheck, { guest: 'tiny', harmless: true }),
    step(saverestoreSupportCheck, { guest: 'tiny', harmless: true }),
    step(guestSaverestore, { guest: 'tiny', onlyIf: 'saverestore-support-check' }),
    step(guestLocalmigrate, { guest: 'tiny', onlyIf: 'migrate-support-check' }),
    step(guestStop, { guest: 'tiny' }),
  ],
  eachHostFinally: finishXen,
});
