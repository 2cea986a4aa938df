import { defineRecipe } from 'osstest';
import { startDebian } from './shared/debian-guest.ts';
import { guestTests } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-debian',
  summary: 'Runs the life cycle of a Debian PV guest, with save, restore and local migration.',
  eachHost: toXen,
  steps: [...startDebian, ...guestTests('debian')],
  eachHostFinally: finishXen,
});
