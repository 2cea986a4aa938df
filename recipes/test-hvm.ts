import { defineRecipe, step } from 'osstest';
import guestDestroy from '../tests-suite/guest/guest-destroy.ts';
import guestSaverestore from '../tests-suite/guest/guest-saverestore.ts';
import guestStart from '../tests-suite/guest/guest-start.ts';
import saverestoreSupportCheck from '../tests-suite/guest/saverestore-support-check.ts';
import tinyInstall from '../tests-suite/guest/tiny-install.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-hvm',
  summary: 'Creates, saves, restores and destroys a tiny HVM guest.',
  eachHost: toXen,
  steps: [
    step(tinyInstall, { guest: 'tiny', args: ['hvm'], testid: 'tiny-install' }),
    step(guestStart, { guest: 'tiny' }),
    step(saverestoreSupportCheck, { guest: 'tiny', harmless: true }),
    step(guestSaverestore, { guest: 'tiny', onlyIf: 'saverestore-support-check' }),
    step(guestDestroy, { guest: 'tiny' }),
  ],
  eachHostFinally: finishXen,
});
