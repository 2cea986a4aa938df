import { join } from 'node:path';
import { BisectRunError } from '../../errors/bisect-run-errors.ts';
import { failureSignature } from '../../analysis/signature.ts';
import type { Outcome } from '../model/record-outcome.ts';
import type { TestedRevisions } from './bisection-event.ts';
import { commandEnv } from './command-env.ts';
import { runProgram, type ProgramResult } from './run-program.ts';
import type { RunBisectionOptions } from './run-options.ts';
import { checkOut, cleanWorktree } from './worktree.ts';
import type { WorktreePool, WorktreeSet } from './worktree-pool.ts';

/** What a visit does beside testing. */
export interface VisitHooks {
  readonly onBuild: (build: { readonly ok: boolean; readonly seconds: number; readonly log: string }) => void;
  /** Called with the outcome of each test; false ends the visit. */
  readonly onTest: (test: TestResult) => boolean;
  /** A number for the next log. */
  readonly nextLog: () => number;
}

export interface TestResult {
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly seconds: number;
  readonly signature: string | null;
  readonly log: string;
}

export interface VisitContext extends VisitHooks {
  readonly pool: WorktreePool;
  readonly options: RunBisectionOptions;
  readonly signal: AbortSignal;
  /** Of the tuple, in the order of the trees. */
  readonly revisions: readonly string[];
}

/**
 * Gets a tuple ready and tests it, several times, until a test fails. What does not build cannot be tested.
 *
 * @throws BisectRunError (`BISECT_UNUSABLE`) - the command ended in a way that stops a bisection.
 * @throws the signal's reason when it is aborted.
 */
export async function visitTuple(repeats: number, context: VisitContext): Promise<void> {
  const set = await context.pool.take(tupleKey(context.revisions));
  try {
    if (!(await getReady(set, context))) {
      context.onTest({ outcome: 'untestable', exitCode: null, seconds: 0, signature: null, log: '' });
      return;
    }
    for (let count = 0; count < repeats; count++) {
      const result = await testOnce(set, context);
      const goesOn = context.onTest(result);
      if (!goesOn || result.outcome !== 'pass') return;
    }
  } finally {
    context.pool.give(set);
  }
}

async function getReady(set: WorktreeSet, context: VisitContext): Promise<boolean> {
  const { options, signal, revisions } = context;
  if (set.isBuilt) return true;
  const wasUsed = set.worktrees.some(({ revision }) => revision !== null);
  for (const [tree, worktree] of set.worktrees.entries()) await checkOut(worktree, revisions[tree]!, signal);
  if (options.build === null) set.isBuilt = true;
  else set.isBuilt = await build(set, context);
  if (!set.isBuilt && wasUsed) {
    // What an older build left may be the reason.
    for (const worktree of set.worktrees) await cleanWorktree(worktree, signal);
    set.isBuilt = await build(set, context);
  }
  return set.isBuilt;
}

async function build(set: WorktreeSet, context: VisitContext): Promise<boolean> {
  const { exitCode, seconds, log } = await runIn(set, ['sh', '-c', context.options.build!], context);
  context.onBuild({ ok: exitCode === 0, seconds, log });
  return exitCode === 0;
}

async function testOnce(set: WorktreeSet, context: VisitContext): Promise<TestResult> {
  const { options } = context;
  const result = await runIn(set, options.command, context);
  const { exitCode, seconds, log, tail, isLate } = result;
  const outcome = outcomeOf(result, options);
  const hasFailed = outcome === 'same-failure' || outcome === 'other-failure';
  const signature = hasFailed ? `${isLate ? 'too late\n' : ''}${failureSignature(tail)}` : null;
  return { outcome, exitCode, seconds, signature, log };
}

/** As `git bisect run` reads an exit code. */
function outcomeOf(
  result: ProgramResult & { readonly log: string },
  { command, failure, timeoutMs }: RunBisectionOptions,
): Outcome {
  const { exitCode, endedBy, isLate, tail, log } = result;
  if (isLate)
    return failure === null || failure.test(`${tail}\nlonger than ${timeoutMs} ms`) ? 'same-failure' : 'other-failure';
  if (exitCode === 0) return 'pass';
  if (exitCode === 125 || isMissing(result)) return 'untestable';
  if (exitCode !== null && exitCode < 128)
    return failure === null || failure.test(tail) ? 'same-failure' : 'other-failure';
  const how = endedBy === null ? `exited ${exitCode}` : `was ended by ${endedBy}`;
  throw new BisectRunError(
    `${command[0]}: ${how}, which is neither pass (0), failure (1 to 127) nor skip (125): the bisection stops; its output is in ${log}`,
  );
}

/** The program is not there in this revision: it has not failed. */
const isMissing = ({ exitCode, tail }: ProgramResult): boolean =>
  exitCode !== null && exitCode > 125 && tail.startsWith('setpriv: failed to execute');

async function runIn(
  set: WorktreeSet,
  command: readonly string[],
  { options, signal, revisions, nextLog }: VisitContext,
): Promise<ProgramResult & { readonly log: string }> {
  const logPath = join(options.folder, 'logs', `${String(nextLog()).padStart(5, '0')}.log`);
  const trees = options.trees.map(({ name }, tree) => ({
    name,
    path: set.worktrees[tree]!.path,
    revision: revisions[tree]!,
  }));
  const env = commandEnv(options.env, trees);
  const timeoutMs = command === options.command ? options.timeoutMs : null;
  return {
    ...(await runProgram(command, { cwd: set.worktrees[0]!.path, env, logPath, timeoutMs, signal })),
    log: logPath,
  };
}

/** The same for equal tuples, and for no others. */
export const tupleKey = (revisions: readonly string[]): string => revisions.join();

/** TestedRevisions of a tuple by tree name. */
export const revisionsByName = (
  trees: readonly { readonly name: string }[],
  revisions: readonly string[],
): TestedRevisions => Object.fromEntries(trees.map(({ name }, tree) => [name, revisions[tree]!]));
