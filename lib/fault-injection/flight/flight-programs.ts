import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Config, ConfigSettings } from '../../../typings/config.ts';
import { RECIPE_MODULE } from '../../flight/load/recipe-module.ts';
import type { JobDefinition } from '../../record/flights/create-flight.ts';
import { compileCopy } from '../coordination/compile-copy.ts';
import { SHORT_WAITS, writeLabConfig } from '../coordination/lab-config.ts';
import { startLabProcess, type LabProcess } from '../coordination/lab-process.ts';
import { fakeJob } from '../../testing/fakes/fake-flight.ts';
import { freePort } from '../../testing/machine/free-port.ts';

/** The programs of a lab that kills runners. */
export interface FlightPrograms {
  /** Starts `osstest flight run`. */
  startRunner(flight: number): LabProcess;
  startDaemon(kind: 'owner' | 'queue'): LabProcess;
  /** Returns a job whose recipe these programs can load. */
  job(...definition: Parameters<typeof fakeJob>): JobDefinition;
}

export interface FlightProgramOptions {
  readonly folder: string;
  /** The configuration with the hosts; the programs use its other keys, too. */
  readonly config: Config;
  readonly ownerDaemon: boolean;
  readonly queueDaemon: boolean;
  /** false: they run from the sources, which QEMU hosts need. Default true: they start sooner. */
  readonly compiled?: boolean;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const RECIPES = ['lib/testing/fakes/fake-test-recipe.ts', 'lib/testing/fakes/fake-build-recipe.ts'];
const PROGRAMS = ['lib/cli/main.ts', 'lib/flight/runner/job-main.ts', ...RECIPES];
const isNeeded = (path: string): boolean => !/\/cli\/commands\/(?!daemon\/|flight\/run\.)/.test(path);

/** Compiles the programs and writes their configuration: broken jobs are retried until they finish, and waits are short. */
export async function makeFlightPrograms(options: FlightProgramOptions): Promise<FlightPrograms> {
  const { folder, compiled = true } = options;
  const pathOf = compiled
    ? await compileCopy(join(folder, 'programs'), PROGRAMS, isNeeded)
    : (path: string): string => join(ROOT, path.replace(/^lib(.*)\.js$/, 'lib$1.ts'));
  const ports = { owner: await freePort(), queue: await freePort() };
  const at = (kind: 'owner' | 'queue'): string => `127.0.0.1:${ports[kind]}`;
  const daemons = {
    ...(options.ownerDaemon ? { ownerDaemon: at('owner') } : {}),
    ...(options.queueDaemon ? { queueDaemon: at('queue') } : {}),
  };
  const config = await writeLabConfig(folder, flightLabSettings(options.config, daemons));
  const osstest = (name: string, ...words: string[]): LabProcess =>
    startLabProcess(name, [process.execPath, pathOf('bin/osstest.js'), ...words, '--config', config]);
  return {
    startRunner: (flight) => osstest('runner', 'flight', 'run', String(flight)),
    startDaemon: (kind) => osstest(`${kind} daemon`, 'daemon', kind, '--listen', at(kind)),
    job: (name, recipe, runvars = {}) =>
      fakeJob(name, recipe, { [RECIPE_MODULE]: pathOf(`lib/testing/fakes/${recipe}-recipe.js`), ...runvars }),
  };
}

/** Returns the settings with which separate programs use a lab of fake hosts. */
export function flightLabSettings(
  config: Config,
  daemons: { readonly ownerDaemon?: string; readonly queueDaemon?: string },
): ConfigSettings {
  const hosts = config.hosts.map(({ name, address: at, sshPort, sshUser, identityPath, hostKeys, ...host }) => {
    const keys = hostKeys === 'learn' ? {} : { hostKeys };
    const ssh = { port: sshPort, user: sshUser, identity: identityPath, ...keys };
    return [name, { address: at, ssh, flags: host.flags, power: host.power }] as const;
  });
  return {
    database: { url: config.database.url },
    paths: config.paths,
    qemu: { hosts: config.qemu.hosts },
    flights: { retryLost: 100, retryBroken: 100 },
    coordination: { ...SHORT_WAITS, ...daemons },
    hosts: Object.fromEntries(hosts),
  };
}
