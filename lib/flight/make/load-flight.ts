import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import process from 'node:process';
import type { FlightDefinition, FlightInputs, FlightPlan, PlannedJob } from '../../../typings/flight-plan.ts';
import { ModuleError } from '../../errors/flight-errors.ts';
import { isPath } from '../../util/is-path.ts';
import { findModule, importModule, listModules } from '../load/modules.ts';
import type { PlaceOf } from './plan-problems.ts';

const FLIGHTS = new URL('../../../recipes/flights/', import.meta.url);

/** A definition of the jobs of a flight. */
export interface FlightSource {
  /** null: the file does not name a branch. */
  readonly branch: string | null;
  /** Returns the jobs. */
  readonly plan: (inputs: FlightInputs, branch: string) => FlightPlan;
  readonly placeOf: PlaceOf;
}

/** Returns the branches whose flights osstest provides, sorted. */
export const listFlightBranches = (): Promise<readonly string[]> => listModules(FLIGHTS);

/**
 * Loads the definition of a flight. A name refers to a branch whose flights osstest provides, a path to a file of the user:
 * a module whose default export is made by defineFlight, or a list of jobs (`.tsv`: job, recipe, NAME=VALUE..., separated by
 * tabs).
 *
 * @throws ModuleError (`MODULE_UNUSABLE`, blame operator) - the file does not exist, fails to load, or defines no flight.
 */
export async function loadFlight(reference: string): Promise<FlightSource> {
  if (reference.endsWith('.tsv')) return loadList(reference);
  const unknown = `branch "${reference}": no flight of this name`;
  const file = await findModule(reference, FLIGHTS, { kind: 'flight', unknown });
  const module = await importModule(file, `flight ${reference}`);
  const definition = (module as { default?: Partial<FlightDefinition> }).default;
  if (typeof definition?.plan !== 'function' || typeof definition.branch !== 'string') {
    throw new ModuleError(`flight ${reference}: ${file} has no default export made by defineFlight`);
  }
  const { branch, plan } = definition as FlightDefinition;
  const place = isPath(reference) ? relative(process.cwd(), file) : `flight of ${branch}`;
  return { branch, plan, placeOf: () => place };
}

async function loadList(reference: string): Promise<FlightSource> {
  const text = await readFile(reference, 'utf8').catch((cause: unknown) => {
    throw new ModuleError(`flight ${reference}: cannot be read`, { cause });
  });
  const lines = new Map<string, number>();
  const jobs = text.split('\n').flatMap((line, index): PlannedJob[] => {
    if (line === '' || line.startsWith('#')) return [];
    const [job = '', recipe = '', ...settings] = line.split('\t');
    if (!lines.has(job)) lines.set(job, index + 1);
    const runvars = settings.map((setting) => parseSetting(setting, `flight ${reference}: line ${index + 1}`));
    return [{ job, recipe, runvars: Object.fromEntries(runvars) }];
  });
  return {
    branch: null,
    plan: (inputs, branch) => ({ branch, jobs: jobs.map((job) => withInputs(job, inputs)), leftOut: [] }),
    placeOf: (job) => (job === null ? reference : `${reference}:${lines.get(job) ?? 0}`),
  };
}

function parseSetting(text: string, place: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new ModuleError(`${place}: "${text}": want NAME=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Sets the given revisions and trees in a job of a list, where the job has those runvars. */
function withInputs(job: PlannedJob, { revisions = {}, trees = {} }: FlightInputs): PlannedJob {
  const given = new Map<string, string>([
    ...Object.entries(revisions).map(([tree, value]) => [`revision_${tree}`, value] as const),
    ...Object.entries(trees).map(([tree, value]) => [`tree_${tree}`, value] as const),
  ]);
  const runvars = Object.entries(job.runvars).map(([name, value]) => [name, given.get(name) ?? value]);
  return { ...job, runvars: Object.fromEntries(runvars) };
}
