import { UsageError } from '../../errors/usage-error.ts';
import { deployedVersion, deployVersion } from '../../gate/deploy/deploy-version.ts';
import { loadBranch } from '../../gate/branch/load-branch.ts';
import { defineCommand, type CliContext } from '../shared/define-command.ts';

type Flags = { readonly branch: string };

export const command = defineCommand({
  description:
    'Checks out a version of osstest below gate.deployDir, installs the packages that it needs, checks that it ' +
    'starts, and atomically switches the link `current` to it. Running processes keep the version that they ' +
    'started with. To go back, deploy the older revision.',
  examples: [
    ['osstest deploy', 'Deploy the published version.'],
    ['osstest deploy 4a30a2b931ce', 'Deploy one revision.'],
  ],
  parameters: {
    flags: {
      branch: {
        kind: 'parsed',
        parse: String,
        default: 'osstest',
        placeholder: 'BRANCH',
        brief: 'Branch of the gate whose published tree has the version',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'REV', brief: 'Revision to deploy; default: the published one', optional: true },
      ],
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
    context.print(deployed, `${is} is deployed (before: ${deployed.previous ?? 'none'})`);
  },
});
