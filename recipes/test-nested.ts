import { defineRecipe, forEachHost, step } from 'osstest';
import guestStop from '../tests-suite/guest/guest-stop.ts';
import hostPowercycle from '../tests-suite/host/host-powercycle.ts';
import { debianHvmInstall, nestedSetup } from '../tests-suite/planned.ts';
import { debianToXen, finishXen, toXen } from './shared/xen-host.ts';

/** The guest that becomes a host with a Xen of its own. */
const inner = {
  hosts: ['l1'],
  eachHostFinally: [...finishXen, step(hostPowercycle, { args: ['--power=0'], testid: 'final-poweroff' })],
};

export default defineRecipe({
  name: 'test-nested',
  summary: 'Planned, with tests that are not written yet: runs Xen in an HVM guest, with a guest inside it.',
  eachHost: toXen,
  steps: [
    step(debianHvmInstall, { host: 'host', guest: 'l1' }),
    step(nestedSetup, { guest: 'l1', words: ['--define', 'l1=host:l1'], opens: inner }),
    ...forEachHost(debianToXen),
    step(debianHvmInstall, { host: 'l1', guest: 'l2', testid: '=/l2' }),
    step(guestStop, { host: 'l1', guest: 'l2', testid: '=/l2' }),
  ],
  eachHostFinally: finishXen,
});
