import { join } from 'node:path';
import process from 'node:process';
import type { GateRun } from '../../../typings/gate.ts';
import { DeployError } from '../../errors/gate-errors.ts';
import { maybeOne } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { run as runProgram } from '../../util/subprocess.ts';
import { checkMigrations } from '../deploy/check-migrations.ts';
import { deployVersion } from '../deploy/deploy-version.ts';
import { prepareVersion, type PrepareVersionOptions } from '../deploy/prepare-version.ts';
import type { GateContext } from '../gate-context.ts';
import type { GateHarness } from '../gate-context.ts';
import { isBlessed } from './own-harness.ts';
import { advanceRun, findOpenRun } from '../store/run-store.ts';

const findMadeFlight = sql<{ mark: string }, { flight: number }>('gate/find-made-flight');

/**
 * Runvar that identifies the flight of a run, so that a gate finds it if we are killed before its number is recorded.
 */
const MARK = 'gate_run';

/**
 * Creates the harness of the version under test. The version's own commands create and run the flight. They run in a
 * checkout beside the version in use, with the same configuration and so in the same lab.
 */
export const versionHarness: GateHarness = {
  makeFlight: async (context, run) => {
    const { branch } = context;
    const { revision } = run.state;
    const revisions = Object.entries(run.state.versions).flatMap(([tree, is]) => ['--revision', `${tree}=${is}`]);
    const words = ['flight', 'create', branch.flight, '--branch', branch.name, ...revisions, ...lastWords(branch)];
    const flight = await makeOnce(context, `${run.run}`, revision, words);
    return advanceRun(context.db, run, 'running', { flight });
  },
  makeRetest: async (context, run, jobs) => {
    const { branch } = context;
    const { retests, flight, revision } = run.state;
    const words = ['flight', 'clone', `${flight}`, ...jobs, '--keep-builds', ...lastWords(branch)];
    const made = await makeOnce(context, `${run.run}.${retests.length + 1}`, revision, words);
    return advanceRun(context.db, run, 'retesting', { retests: [...retests, made] });
  },
  runFlight: async (context, flight, blessing) => {
    const { db, branch } = context;
    if (await isBlessed(db, flight)) return true;
    const revision = (await findOpenRun(db, branch.name))?.state.revision ?? null;
    await runVersion(context, revision, ['flight', 'run', `${flight}`, '--blessing', blessing]);
    return isBlessed(db, flight);
  },
  deploy: async (context, { state }) => {
    await deployVersion(versionOptions(context, state.revision));
  },
};

const lastWords = ({ intended, hosts }: GateContext['branch']): readonly string[] => {
  return ['--intended', intended, '--hosts', hosts];
};

/** Creates a flight, unless an earlier attempt of this run has. */
async function makeOnce(
  context: GateContext,
  mark: string,
  revision: string | null,
  words: readonly string[],
): Promise<number> {
  const find = (): Promise<{ flight: number } | null> => maybeOne(context.db, findMadeFlight, { mark });
  const before = await find();
  if (before !== null) return before.flight;
  const said = await runVersion(context, revision, [...words, '--runvar', `${MARK}=${mark}`]);
  const made = await find();
  if (made === null)
    throw new DeployError(`version ${revision}: its "${words[0]} ${words[1]}" made no flight: ${said}`);
  return made.flight;
}

/**
 * Runs a command of the version and returns its last output. A flight with failed jobs is no failure of the command.
 */
async function runVersion(context: GateContext, revision: string | null, words: readonly string[]): Promise<string> {
  const { signal, configWords = [], tell } = context;
  const { folder } = await prepareVersion(versionOptions(context, revision));
  await checkMigrations(folder);
  const command = [process.execPath, join(folder, 'bin', 'osstest.js'), ...words, ...configWords];
  const okExitCodes = [0, 1, 2, 3, 4];
  const { exitCode, stderr } = await runProgram(command, { cwd: folder, signal, onLine: tell, okExitCodes });
  return `exit code ${exitCode}: ${stderr.trim().split('\n').at(-1) ?? ''}`;
}

function versionOptions(
  { config, branch, signal, tell }: GateContext,
  revision: GateRun['state']['revision'],
): PrepareVersionOptions {
  const { deployDir } = config.gate;
  if (deployDir === null)
    throw new DeployError(`branch ${branch.name}: set gate.deployDir, where versions are checked out`);
  return { deployDir, from: branch.source, revision, signal, onProgress: tell };
}
