import { loadRecipe } from '../../../flight/load/load-recipe.ts';
import { planRecipe, testidOf } from '../../../flight/define/plan-step.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description:
    'Prints the steps of a job of this recipe when all of them pass: number, testid, the status of the job if ' +
    'the step fails, and a summary. A step whose test is not written yet is marked; a job that needs it ends ' +
    'blocked.',
  examples: [
    ['osstest recipe show test-pvh', 'Print the steps of a recipe.'],
    ['osstest recipe show ./my-recipe.ts', 'Print the steps of your own recipe.'],
  ],
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Name of a recipe, or path of its module', parse: String, placeholder: 'RECIPE' }],
    },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, reference: string): Promise<void> {
    const recipe = await loadRecipe(reference);
    const steps = planRecipe(recipe).map((planned, index) => ({
      stepno: index + 1,
      testid: testidOf(planned, index + 1),
      iffail: planned.iffail,
      hosts: planned.action === 'test' ? planned.hosts : [],
      written: planned.action !== 'test' || planned.step?.test.run !== null,
      harmless: planned.step?.harmless ?? false,
      onlyIf: planned.step?.onlyIf ?? null,
      summary: planned.step?.test.summary ?? '',
    }));
    const width = Math.max(...steps.map(({ testid }) => testid.length));
    const lines = steps.map(({ stepno, testid, iffail, written, harmless, onlyIf, summary }) => {
      const notes = [
        ...(written ? [] : ['NOT WRITTEN YET']),
        ...(harmless ? ['harmless'] : []),
        ...(onlyIf === null ? [] : [`only if ${onlyIf} passed`]),
        ...(summary === '' ? [] : [summary]),
      ];
      return `${String(stepno).padStart(4)} ${testid.padEnd(width)}  ${iffail.padEnd(7)}  ${notes.join('; ')}`.trimEnd();
    });
    const { name, summary, kind, hosts } = recipe;
    context.print(
      { name, summary, kind, hosts, steps },
      [`${name}: ${summary}`, `${kind} job on ${hosts.join(', ')}`, ...lines].join('\n'),
    );
  },
});
