import { defineRecipe } from 'osstest';
import { startDebian } from './shared/debian-guest.ts';
import { testsWithoutMigration } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-debian-nomigr',
  summary: 'Starts and stops a Debian PV guest.',
  eachHost: toXen,
  steps: [...startDebian, ...testsWithoutMigration('debian')],
  eachHostFinally: finishXen,
});
