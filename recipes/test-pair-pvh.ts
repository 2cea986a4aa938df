import { defineRecipe, step } from 'osstest';
import guestMigrate from '../tests-suite/guest/guest-migrate.ts';
import guestStart from '../tests-suite/guest/guest-start.ts';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import tinyInstall from '../tests-suite/guest/tiny-install.ts';
import { pairHosts } from './shared/pair.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-pair-pvh',
  summary: 'Migrates a tiny PVH guest to another host and back.',
  hosts: pairHosts,
  eachHost: toXen,
  steps: [
    step(tinyInstall, { host: 'src_host', guest: 'tiny', args: ['pvh'], testid: 'tiny-install' }),
    step(guestStart, { host: 'src_host', guest: 'tiny' }),
    step(guestMigrate, { hosts: ['src_host', 'dst_host'], guest: 'tiny' }),
    step(guestMigrate, { hosts: ['dst_host', 'src_host'], guest: 'tiny' }),
    step(guestStop, { host: 'src_host', guest: 'tiny' }),
  ],
  eachHostFinally: finishXen,
});
