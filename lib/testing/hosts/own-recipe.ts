import { fail } from '../../errors/general-errors.ts';
import { defineRecipe } from '../../flight/define/define-recipe.ts';
import { step } from '../../flight/define/define-step.ts';
import { defineTest } from '../../flight/define/define-test.ts';
import { seconds } from '../../util/units.ts';

const UNSET = 'revision_xen';

/** A recipe for tests: the runvar `what` selects how its only step ends. */
const doWhat = defineTest(
  {
    name: 'do-what',
    summary: 'Ends as selected by the runvar `what`.',
    needs: { host: 'bare' },
    timeoutMs: seconds(20),
  },
  async ({ host, runvars, stash, recorder, signal }) => {
    const what = runvars.get('what');
    await stash.put('seen', await host.text('echo on the host', { signal }));
    if (what === 'fail') fail('it is wrong');
    if (what === 'command') await host.exec('echo why >&2; exit 3', { signal });
    if (what === 'bug') throw new TypeError('x is not a function');
    if (what === 'needs') runvars.require(UNSET);
    if (what === 'hang') {
      recorder.progress('waiting for nothing');
      await host.exec(['sleep', '60'], { signal, timeoutMs: seconds(60) });
    }
    await runvars.set('done', 'yes');
  },
);

const captureLogs = defineTest(
  { name: 'logs-capture', summary: 'Records that it ran.', needs: { host: 'bare' } },
  async ({ stash }) => stash.put('captured', 'yes'),
);

// eslint-disable-next-line import/no-default-export -- a recipe's module has one
export default defineRecipe({
  name: 'own-recipe',
  summary: 'For tests.',
  eachHost: [],
  steps: [step(doWhat)],
  eachHostFinally: [step(captureLogs, { testid: 'capture-logs/@(*)', iffail: 'broken', always: true })],
});
