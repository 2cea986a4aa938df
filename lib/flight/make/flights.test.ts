import test from 'ava';
import { readdir, readFile } from 'node:fs/promises';
import type { FlightDefinition, PlannedJob } from '../../../typings/flight-plan.ts';
import { main } from '../../cli/main.ts';
import type { Db } from '../../db/db.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { syncHostsFor } from '../../testing/hosts/hosts-for-flight.ts';
import { onDatabase, runInTerminal } from '../../testing/machine/run-in-terminal.ts';
import { checkFlight } from './check-flight.ts';
import { readStoredFlight, type StoredFlight } from './stored-flight.ts';

const handed = new URL('../../testing/data/recipes/flights/', import.meta.url);
const flights = new URL('../../../recipes/flights/', import.meta.url);
const branchOf = (file: string): string => file.replace(/^2015\.|\.(tsv|ts)$/g, '');

const loadFlight = async (branch: string): Promise<FlightDefinition> =>
  ((await import(`../../../recipes/flights/${branch}.ts`)) as { default: FlightDefinition }).default;

/** Reads job, recipe and each runvar as NAME=VALUE, separated by tabs. */
async function readHanded(file: string): Promise<readonly PlannedJob[]> {
  const lines = (await readFile(new URL(file, handed), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => {
    const [job = '', recipe = '', ...settings] = line.split('\t');
    const runvars = Object.fromEntries(
      settings.map((setting) => [setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1)]),
    );
    return { job, recipe, runvars };
  });
}

const byName = (jobs: readonly PlannedJob[]): Readonly<Record<string, PlannedJob>> =>
  Object.fromEntries(jobs.map((job) => [job.job, job]));

const handedFiles = await readdir(handed);
const flightFiles = (await readdir(flights)).filter((name) => name.endsWith('.ts'));

/** Runs `osstest flight create` for a branch, and returns the flight. */
async function created(db: Db, branch: string): Promise<StoredFlight> {
  const words = ['flight', 'create', branch, '--intended', 'real'];
  const { exitCode, stdout, stderr } = await runInTerminal(main, [...onDatabase(db), ...words]);
  if (exitCode !== 0) throw new Error(stderr);
  return readStoredFlight(db, Number(stdout.split('\n')[0]));
}

for (const file of handedFiles) {
  const branch = branchOf(file);
  test(`osstest flight create makes the jobs of 2015 for ${branch}`, async (t) => {
    await using db = await freshDatabase();
    const wanted = await readHanded(file);
    await syncHostsFor(db, wanted, ['blessed-real']);
    const flight = await created(db, branch);
    t.like(flight, { branch, intended: 'real', blessing: 'constructing' });
    const jobs = flight.jobs.map(({ status, ...job }) => {
      t.is(status, 'queued');
      return job;
    });
    t.deepEqual(byName(jobs), byName(wanted));
  });
}

for (const file of flightFiles) {
  test(`the flight of ${branchOf(file)} can be created, and has a reason for each job that is left out`, async (t) => {
    const { jobs, leftOut } = (await loadFlight(branchOf(file))).plan();
    t.deepEqual(checkFlight({ branch: branchOf(file), jobs, leftOut }), []);
    const there = new Set(jobs.map(({ job }) => job));
    for (const { job, why } of leftOut) t.false(there.has(job) || why === '', `${job}: ${why}`);
    if (handedFiles.includes(`2015.${branchOf(file)}.tsv`)) return; // the test above creates it
    await using db = await freshDatabase();
    await syncHostsFor(db, jobs, ['blessed-real']);
    t.is((await created(db, branchOf(file))).jobs.length, jobs.length);
  });
}

test('a flight uses the given revisions, trees and suite, and the builds of another flight', async (t) => {
  const definition = await loadFlight('xen-4.4-testing');
  const jobs = byName(
    definition.plan({
      suite: 'jessie',
      revisions: { xen: 'abc', prevxen: 'old', linux: 'def' },
      trees: { xen: 'git://here/xen.git' },
    }).jobs,
  );
  t.like(jobs['build-amd64']?.runvars, { revision_xen: 'abc', tree_xen: 'git://here/xen.git', revision_qemu: '' });
  t.is(jobs['build-amd64-prev']?.runvars['revision_xen'], 'old');
  t.is(jobs['build-i386-pvops']?.runvars['revision_linux'], 'def');
  t.is(jobs['build-armhf-pvops']?.runvars['revision_linux'], 'tested/linux-arm-xen');
  t.like(jobs['test-amd64-amd64-pygrub']?.runvars, {
    debian_suite: 'jessie',
    all_hostflags: 'arch-amd64,arch-xen-amd64,suite-jessie,purpose-test',
  });
  const reused = definition.plan({ buildsFrom: 77 });
  t.deepEqual(checkFlight(reused), []);
  t.false(reused.jobs.some(({ job }) => job.startsWith('build-')));
  t.like(byName(reused.jobs)['test-amd64-i386-migrupgrade']?.runvars, {
    buildjob: '77.build-i386',
    src_host_buildjob: '77.build-i386-prev',
    src_host_xenbuildjob: '77.build-amd64-prev',
  });
});
