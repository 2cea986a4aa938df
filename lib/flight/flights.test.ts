import test from 'ava';
import { readdir, readFile } from 'node:fs/promises';
import type { FlightDefinition, PlannedJob } from '../../typings/flight-plan.ts';
import { checkFlight } from './check-flight.ts';

const handed = new URL('../testing/data/recipes/flights/', import.meta.url);
const flights = new URL('../../recipes/flights/', import.meta.url);
const branchOf = (file: string): string => file.replace(/^2015\.|\.(tsv|ts)$/g, '');

const loadFlight = async (branch: string): Promise<FlightDefinition> =>
  ((await import(`../../recipes/flights/${branch}.ts`)) as { default: FlightDefinition }).default;

/** Job, recipe and each runvar as NAME=VALUE, with tabs between them. */
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

for (const file of handedFiles) {
  const branch = branchOf(file);
  test(`the flight of ${branch} has the jobs of 2015`, async (t) => {
    const definition = await loadFlight(branch);
    const plan = definition.plan();
    t.is(definition.branch, branch);
    t.deepEqual(byName(plan.jobs), byName(await readHanded(file)));
  });
}

for (const file of flightFiles) {
  test(`the flight of ${branchOf(file)} can be created, and says why a job is not there`, async (t) => {
    const { jobs, leftOut } = (await loadFlight(branchOf(file))).plan();
    t.deepEqual(checkFlight({ branch: branchOf(file), jobs, leftOut }), []);
    const there = new Set(jobs.map(({ job }) => job));
    for (const { job, why } of leftOut) t.false(there.has(job) || why === '', `${job}: ${why}`);
  });
}

test('a flight takes revisions, trees and suite as they are given, and the builds of another flight', async (t) => {
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
