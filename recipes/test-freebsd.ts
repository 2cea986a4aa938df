import { defineRecipe, step } from 'osstest';
import guestStart from '../tests-suite/guest/guest-start.ts';
import { freebsdInstall } from '../tests-suite/planned.ts';
import { guestTests } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-freebsd',
  summary: 'A FreeBSD HVM guest lives its whole life.',
  eachHost: toXen,
  steps: [
    step(freebsdInstall, { guest: 'freebsd', words: [] }),
    step(guestStart, { guest: 'freebsd' }),
    ...guestTests('freebsd'),
  ],
  eachHostFinally: finishXen,
});
