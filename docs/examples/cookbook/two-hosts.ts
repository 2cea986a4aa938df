import { defineRecipe, repeatSteps, step } from 'osstest';
import { finishXen, toXen } from 'osstest/recipes/shared/xen-host';
import guestMigrate from 'osstest/tests-suite/guest/guest-migrate';
import guestStart from 'osstest/tests-suite/guest/guest-start';
import tinyInstall from 'osstest/tests-suite/guest/tiny-install';

export default defineRecipe({
  name: 'there-and-back',
  summary: 'Migrates a guest to another host and back, five times.',
  hosts: ['src_host', 'dst_host'],
  eachHost: toXen,
  steps: [
    step(tinyInstall, { host: 'src_host', guest: 'tiny', args: ['pvh'] }),
    step(guestStart, { host: 'src_host', guest: 'tiny' }),
    repeatSteps(
      5,
      [
        step(guestMigrate, { hosts: ['src_host', 'dst_host'], guest: 'tiny' }),
        step(guestMigrate, { hosts: ['dst_host', 'src_host'], guest: 'tiny' }),
      ],
      { testid: 'there-and-back' },
    ),
  ],
  eachHostFinally: finishXen,
});
