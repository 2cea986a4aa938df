import { listRecipes, loadRecipe } from '../../../flight/load/load-recipe.ts';
import { missingTests } from '../../../flight/define/missing-tests.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description: 'Prints the recipes that come with osstest. A recipe whose tests are not written yet is marked.',
  examples: [['osstest recipe list', 'List the recipes.']],
  parameters: {},
  async run(context: CliContext): Promise<void> {
    const recipes = await Promise.all((await listRecipes()).map(loadRecipe));
    const rows = recipes.map((recipe) => {
      const { name, kind, hosts, summary } = recipe;
      return { name, kind, hosts, summary, missing: missingTests(recipe) };
    });
    const width = Math.max(...rows.map(({ name }) => name.length));
    const lines = rows.map(({ name, summary, missing }) => {
      const unwritten = missing.length === 0 ? '' : ` (not written yet: ${missing.join(', ')})`;
      return `${name.padEnd(width)}  ${summary}${unwritten}`;
    });
    context.print(rows, lines.join('\n'));
  },
});
