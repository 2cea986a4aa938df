import { defineRecipe } from '../../flight/define/define-recipe.ts';
import { step } from '../../flight/define/define-step.ts';
import { makeOutput, touch } from './fake-tests.ts';

/** A build job for fake hosts. */
// eslint-disable-next-line import/no-default-export -- a recipe's module has one
export default defineRecipe({
  name: 'fake-build',
  summary: 'Makes an output (for tests).',
  kind: 'build',
  eachHost: [step(touch('host-install'), { testid: '=(*)', iffail: 'broken' })],
  steps: [step(makeOutput)],
  eachHostFinally: [step(touch('capture-logs'), { iffail: 'broken', always: true })],
});
