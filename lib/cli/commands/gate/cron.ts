import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../../../typings/config.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { loadBranch } from '../../../gate/branch/load-branch.ts';
import { run } from '../../../util/subprocess.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import type { ExitCode } from '../../shared/exit-codes.ts';
import { configWords } from '../../flags/gate-flags.ts';

export const command = defineCommand({
  description:
    'Does what `osstest gate run` does, each branch in its own process. Each process uses the version of osstest ' +
    'that is deployed when it starts (gate.deployDir).',
  examples: [
    ['osstest gate cron', 'Serve the branches of gate.branches.'],
    ['osstest gate cron xen-unstable', 'Serve one branch.'],
  ],
  parameters: {
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'BRANCH', brief: 'Name of a branch, or a file; default: gate.branches' },
    },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, ...references: string[]): Promise<ExitCode> {
    const config = await context.loadConfig();
    const named = references.length === 0 ? config.gate.branches : references;
    if (named.length === 0)
      throw new UsageError('gate cron: write a branch, or set gate.branches in the configuration');
    const loaded = await Promise.all(
      named.map(async (reference) => ({ reference, priority: (await loadBranch(reference)).priority })),
    );
    const codes = new Set<number | null>();
    for (const { reference } of loaded.toSorted((a, b) => b.priority - a.priority)) {
      const words = ['gate', 'run', reference, ...configWords(context.configOptions, config.file)];
      const { exitCode, stdout } = await run([process.execPath, usedVersion(config), ...words], {
        signal: context.signal,
        onLine: context.progress,
        okExitCodes: [0, 1, 2, 3, 4],
      });
      context.stdout.write(stdout);
      codes.add(exitCode);
    }
    return ([2, 3, 1, 4] as const).find((code) => codes.has(code)) ?? 0;
  },
});

/** Returns the program of the deployed version. Called before each branch, because a deployment may happen between two. */
function usedVersion({ gate }: Config): string {
  const deployed = gate.deployDir === null ? null : join(gate.deployDir, 'current', 'bin', 'osstest.js');
  return deployed !== null && existsSync(deployed)
    ? deployed
    : fileURLToPath(new URL('../../../../bin/osstest.js', import.meta.url));
}
