import { listBranches, loadBranch } from '../../../gate/branch/load-branch.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description:
    'Prints the branches that come with osstest and those of gate.branches: the tree that each one tests, and ' +
    'where it pushes. `*` marks the branches that this lab serves.',
  examples: [['osstest gate list', 'List the branches.']],
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
