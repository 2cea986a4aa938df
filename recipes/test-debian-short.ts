import { defineRecipe, step } from 'osstest';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import { startDebian } from './shared/debian-guest.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-debian-short',
  summary: 'The short form of test-debian: starts and stops a Debian PV guest with its own disk.',
  eachHost: toXen,
  steps: [...startDebian, step(guestStop, { guest: 'debian' })],
  eachHostFinally: finishXen,
});
