import { defineRecipe, step } from 'osstest';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import { startDebian } from './shared/debian-guest.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-debian-short',
  summary: 'The quick part of test-debian: a Debian PV guest with a disk of its own starts, answers, and stops.',
  eachHost: toXen,
  steps: [...startDebian, step(guestStop, { guest: 'debian' })],
  eachHostFinally: finishXen,
});
