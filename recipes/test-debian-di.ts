import { defineRecipe, step } from 'osstest';
import guestStart from '../tests-suite/guest/guest-start.ts';
import { debianDiInstall } from '../tests-suite/planned.ts';
import { guestTests } from './shared/guest-tests.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

export default defineRecipe({
  name: 'test-debian-di',
  summary:
    'Planned, with tests that are not written yet: runs the life cycle of a Debian PV guest made by debian-installer.',
  eachHost: toXen,
  steps: [step(debianDiInstall), step(guestStart, { guest: 'debian' }), ...guestTests('debian')],
  eachHostFinally: finishXen,
});
