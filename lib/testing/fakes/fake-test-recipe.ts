import { defineRecipe } from '../../flight/define/define-recipe.ts';
import { step } from '../../flight/define/define-step.ts';
import { touch } from './fake-tests.ts';

/** A test job for fake hosts, of 15 steps. */
// eslint-disable-next-line import/no-default-export -- a recipe's module has one
export default defineRecipe({
  name: 'fake-test',
  summary: 'Touches its host repeatedly (for tests).',
  eachHost: [
    step(touch('host-install'), { testid: '=(*)', iffail: 'broken' }),
    step(touch('xen-install')),
    step(touch('xen-boot')),
  ],
  steps: [
    step(touch('guest-install')),
    step(touch('guest-start')),
    step(touch('support-check'), { harmless: true }),
    step(touch('guest-saverestore')),
    step(touch('guest-migrate')),
    step(touch('guest-stop')),
    step(touch('guest-start'), { testid: '=.2' }),
    step(touch('guest-destroy')),
    step(touch('leak-check')),
  ],
  eachHostFinally: [step(touch('capture-logs'), { testid: 'capture-logs/@(*)', iffail: 'broken', always: true })],
});
