import { defineRecipe } from 'osstest';
import { startDebian } from './shared/debian-guest.ts';
import { guestTests } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-debian',
  summary: 'A Debian PV guest lives its whole life, save, restore and local migration among it.',
  eachHost: toXen,
  steps: [...startDebian, ...guestTests('debian')],
  eachHostFinally: finishXen,
});
