import { defineRecipe, step } from 'osstest';
import guestStart from '../tests-suite/guest/guest-start.ts';
import { freebsdInstall } from '../tests-suite/planned.ts';
import { guestTests } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-freebsd',
  summary: 'Planned, with tests that are not written yet: runs the life cycle of a FreeBSD HVM guest.',
  eachHost: toXen,
  steps: [
    step(freebsdInstall, { guest: 'freebsd', words: [] }),
    step(guestStart, { guest: 'freebsd' }),
    ...guestTests('freebsd'),
  ],
  eachHostFinally: finishXen,
});
