import { defineRecipe, step } from 'osstest';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import guestMigrate from '../tests-suite/guest/guest-migrate.ts';
import { pairHosts, startOnSource } from './shared/pair.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-pair',
  summary: 'Migrates a Debian PV guest to another host and back.',
  hosts: pairHosts,
  eachHost: toXen,
  steps: [
    ...startOnSource,
    step(guestMigrate, { hosts: ['src_host', 'dst_host'], guest: 'debian' }),
    step(guestMigrate, { hosts: ['dst_host', 'src_host'], guest: 'debian' }),
    step(guestStop, { host: 'src_host', guest: 'debian' }),
  ],
  eachHostFinally: finishXen,
});
