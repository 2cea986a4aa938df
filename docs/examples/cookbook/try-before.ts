import { defineRecipe, step } from 'osstest';
import { startDebian } from 'osstest/recipes/shared/debian-guest';
import { finishXen, toXen } from 'osstest/recipes/shared/xen-host';
import guestLocalmigrate from 'osstest/tests-suite/guest/guest-localmigrate';
import guestStop from 'osstest/tests-suite/guest/guest-stop';
import migrateSupportCheck from 'osstest/tests-suite/guest/migrate-support-check';

export default defineRecipe({
  name: 'migrate-where-possible',
  summary: 'Migrates a Debian guest to its own host if the platform supports it.',
  eachHost: toXen,
  steps: [
    ...startDebian,
    step(migrateSupportCheck, { guest: 'debian', harmless: true }),
    step(guestLocalmigrate, { guest: 'debian', onlyIf: 'migrate-support-check' }),
    step(guestStop, { guest: 'debian' }),
  ],
  eachHostFinally: finishXen,
});
