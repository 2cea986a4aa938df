import type { BranchDefinition } from '../../../../typings/gate.ts';
import type { Config } from '../../../../typings/config.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { loadBranch } from '../../../gate/branch/load-branch.ts';
import { planGate, runGate, type GateOutcome, type GatePlan } from '../../../gate/run/run-gate.ts';
import { describeError } from '../../../errors/osstest-error.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { exitCodeOfError, type ExitCode } from '../../shared/exit-codes.ts';
import { configWords } from '../../flags/gate-flags.ts';
import { runInHarness } from '../../shared/run-in-harness.ts';

type Flags = {
  readonly dryRun?: boolean;
  readonly revision?: string;
  readonly baselineOnly?: boolean;
  readonly again?: boolean;
};

const YES = { kind: 'boolean', optional: true, withNegated: false } as const;

export const command = defineCommand({
  description:
    'Serves each branch once, those of high priority first. It fetches the trees. If there is something to test, ' +
    'it creates a flight, runs it, judges it by history, pushes the revision if there is no blocking failure, ' +
    'and reports. It resumes a run left behind by a killed gate. You can run the command at any time, on any ' +
    'machine: one gate at a time works on a branch.',
  examples: [
    ['osstest gate run xen-unstable --dry-run', 'Show what would be tested, and why.'],
    ['osstest gate run', 'Serve the branches of gate.branches.'],
    ['osstest gate run xen-unstable --revision 4a30a2b931ce', 'Test one revision.'],
  ],
  parameters: {
    flags: {
      dryRun: { ...YES, brief: 'Print what would be done and why, and do nothing' },
      revision: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'REV',
        brief: 'Test this revision instead of the newest',
      },
      baselineOnly: { ...YES, brief: 'Only test the published revision, if no flight has tested it' },
      again: { ...YES, brief: 'Test a revision even if it has been tested' },
    },
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'BRANCH', brief: 'Name of a branch, or a file; default: gate.branches' },
    },
  },
  async run(context: CliContext, flags: Flags, ...references: string[]): Promise<ExitCode> {
    const config = await context.loadConfig();
    const branches = await loadBranches(config, references);
    if (flags.revision !== undefined && branches.length !== 1)
      throw new UsageError('--revision: write exactly one branch');
    return flags.dryRun === true ? dryRun(context, config, branches, flags) : realRun(context, branches, flags);
  },
});

/** Returns the branches, those of high priority first. */
async function loadBranches({ gate }: Config, references: readonly string[]): Promise<readonly BranchDefinition[]> {
  const named = references.length === 0 ? gate.branches : references;
  if (named.length === 0) throw new UsageError('gate run: write a branch, or set gate.branches in the configuration');
  const branches = await Promise.all(named.map(loadBranch));
  return branches.toSorted((a, b) => b.priority - a.priority);
}

async function dryRun(
  context: CliContext,
  config: Config,
  branches: readonly BranchDefinition[],
  flags: Flags,
): Promise<ExitCode> {
  await using db = await openDatabase(config, { signal: context.signal });
  const plans: Record<string, GatePlan> = {};
  for (const branch of branches) {
    plans[branch.name] = await planGate(db, { config, branch, signal: context.signal, ...flags });
  }
  const lines = Object.entries(plans).map(([name, plan]) => `${name}: ${describePlan(plan)}`);
  context.print(plans, lines.join('\n'));
  return 0;
}

function describePlan({ open, decision }: GatePlan): string {
  if (open !== null) {
    const then = open.isLive ? 'is running' : 'was left behind by a killed gate and would be resumed';
    return `run ${open.run} ${then}, phase ${open.phase}`;
  }
  if (decision.kind === 'nothing') return `nothing: ${decision.why}`;
  if (decision.kind === 'push') return `push: ${decision.why}`;
  return `${decision.mode}${decision.mayPush ? ', and push if there is no blocking failure' : ', no push'}: ${decision.why}`;
}

/** Serves each branch; a branch that fails does not stop the others. */
async function realRun(context: CliContext, branches: readonly BranchDefinition[], flags: Flags): Promise<ExitCode> {
  const outcomes: Record<string, GateOutcome | { readonly kind: 'failed'; readonly why: string }> = {};
  const codes: ExitCode[] = [];
  await runInHarness(context, {}, async ({ config, db, sinks }) => {
    const words = configWords(context.configOptions, config.file);
    const common = { config, sinks, signal: context.signal, onProgress: context.progress, configWords: words };
    for (const branch of branches) {
      const ran = await runGate(db, { ...common, ...flags, branch }).catch((error: unknown) => {
        context.signal.throwIfAborted();
        codes.push(exitCodeOfError(error));
        return { kind: 'failed' as const, why: describeError(error) };
      });
      outcomes[branch.name] = ran;
      codes.push(exitCodeOf(ran));
    }
  });
  const lines = Object.entries(outcomes).map(([name, outcome]) => `${name}: ${describeOutcome(outcome)}`);
  context.print(outcomes, lines.join('\n'));
  return ([2, 3, 1, 4] as const).find((code) => codes.includes(code)) ?? 0;
}

function describeOutcome(outcome: GateOutcome | { readonly kind: 'failed'; readonly why: string }): string {
  switch (outcome.kind) {
    case 'failed':
      return outcome.why;
    case 'nothing':
      return `nothing: ${outcome.why}`;
    case 'busy':
      return `another gate works on run ${outcome.run.run}, phase ${outcome.run.phase}`;
    case 'halted':
      return `flight ${outcome.run.state.flight} was stopped; the next run continues when its jobs are finished`;
    case 'over': {
      const { flight, outcome: verdict, push, problems } = outcome.run.state;
      return [`flight ${flight}: ${verdict}; ${push?.kind}: ${push?.why}`, ...problems].join('\n  ');
    }
  }
}

function exitCodeOf(outcome: GateOutcome | { readonly kind: 'failed' }): ExitCode {
  if (outcome.kind === 'halted') return 4;
  if (outcome.kind !== 'over') return 0;
  const { verdict, push } = outcome.run.state;
  if (verdict === 'regressions') return 1;
  return verdict === 'problems' || push?.kind === 'refused' ? 3 : 0;
}
