import { listBranches, loadBranch } from '../../../gate/load-branch.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';

export const command = defineCommand({
  description:
    'Those that come with osstest, and those that the configuration names (gate.branches), with the tree that each tests ' +
    'and where it pushes what passed. `*`: this lab serves it.',
  parameters: {},
  async run(context: CliContext): Promise<void> {
    const { gate } = await context.loadConfig();
    const references = [...new Set([...gate.branches, ...(await listBranches())])];
    const branches = await Promise.all(
      references.map(async (reference) => ({
        isServed: gate.branches.includes(reference),
        ...(await loadBranch(reference)),
      })),
    );
    const lines = branches.map(({ isServed, name, tree, source, tested }) => {
      const [from, to] = [source, tested].map(({ url, branch }) => `${url} ${branch}`);
      return `${isServed ? '*' : ' '} ${name}: ${tree} of ${from}, pushed to ${to}`;
    });
    context.print(branches, lines.join('\n'));
  },
});
