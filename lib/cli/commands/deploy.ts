import { UsageError } from '../../errors/usage-error.ts';
import { deployedVersion, deployVersion } from '../../gate/deploy/deploy-version.ts';
import { loadBranch } from '../../gate/load-branch.ts';
import { defineCommand, type CliContext } from '../define-command.ts';

type Flags = { readonly branch: string };

export const command = defineCommand({
  description:
    'Checks out a version of osstest below gate.deployDir, installs the packages that it names, tries whether it starts, and ' +
    'lets `current` there lead to it from one moment to the next. What runs goes on with the version that it was started ' +
    'with. Going back is the same with an older revision.',
  parameters: {
    flags: {
      branch: {
        kind: 'parsed',
        parse: String,
        default: 'osstest',
        placeholder: 'BRANCH',
        brief: 'Branch of the gate from whose published tree it is taken',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'REV', brief: 'Default: what is published', optional: true }],
    },
  },
  async run(context: CliContext, { branch }: Flags, revision?: string): Promise<void> {
    const { deployDir } = (await context.loadConfig()).gate;
    if (deployDir === null) throw new UsageError('deploy: set gate.deployDir in the configuration');
    const { tested } = await loadBranch(branch);
    const deployed = await deployVersion({
      deployDir,
      from: tested,
      revision: revision ?? null,
      signal: context.signal,
      onProgress: context.progress,
    });
    const is = await deployedVersion(deployDir);
    context.print(deployed, `${is} is used from now on (before: ${deployed.previous ?? 'none'})`);
  },
});
