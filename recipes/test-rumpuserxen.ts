import { defineRecipe, repeatSteps, step } from 'osstest';
import guestDestroy from '../tests-suite/guest/guest-destroy.ts';
import guestStart from '../tests-suite/guest/guest-start.ts';
import guestDestroyHard from '../tests-suite/guest/guest-destroy-hard.ts';
import { rumpuserxenDemoSetup, rumpuserxenDemoXenstorels } from '../tests-suite/planned.ts';
import { finishXen, toXen } from './shared/xen-host.ts';

const rump = { host: 'host', guest: 'rump' } as const;
const xenstorels = { host: 'host', guest: 'xenstorels' } as const;

export default defineRecipe({
  name: 'test-rumpuserxen',
  summary:
    'Planned, with tests that are not written yet: runs rump kernels as guests, and lists xenstore in one of them repeatedly.',
  eachHost: toXen,
  steps: [
    step(rumpuserxenDemoSetup, rump),
    step(guestStart, rump),
    step(guestDestroy, rump),
    step(rumpuserxenDemoSetup, { ...xenstorels, testid: '=/xenstorels' }),
    step(rumpuserxenDemoXenstorels, { ...xenstorels, testid: '=/xenstorels' }),
    step(guestDestroyHard, { ...xenstorels, testid: '=/xenstorels' }),
    repeatSteps(150, [step(rumpuserxenDemoXenstorels, xenstorels), step(guestDestroyHard, xenstorels)], {
      testid: 'rumpuserxen-demo-xenstorels/xenstorels.repeat',
    }),
  ],
  eachHostFinally: finishXen,
});
