import test, { type ExecutionContext } from 'ava';
import { once } from 'node:events';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { JobRecord } from '../../typings/report.ts';
import type { Runvars } from '../../typings/flight.ts';
import { TreeError } from '../errors/build-errors.ts';
import { runFlight } from '../flight/runner/run-flight.ts';
import { bundleCommit } from '../git/bundle-commit.ts';
import { resolveTree } from '../git/resolve-tree.ts';
import { createFlight, type JobDefinition } from '../record/flights/create-flight.ts';
import { readFlightRecord } from '../record/flights/read-flight-record.ts';
import { oneHostLab, type OneHostLab } from '../testing/hosts/one-host-lab.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { makeSmallTree, type SmallTree } from '../testing/peers/small-tree.ts';
import { sha256File } from '../util/digest.ts';
import { run } from '../util/subprocess.ts';
import { minutes } from '../util/units.ts';
import { neededBuilds } from './needed-builds.ts';

interface BuildLab extends AsyncDisposable {
  /** Name of the build job. It is unique, since the host of the tests is this machine and its folders have this name. */
  readonly name: string;
  readonly lab: OneHostLab;
  readonly tree: SmallTree;
  readonly folder: string;
  /** Runs a flight of these jobs, and returns their records by name. */
  play(...jobs: readonly JobDefinition[]): Promise<Readonly<Record<string, JobRecord>>>;
}

let labs = 0;

async function buildLab(): Promise<BuildLab> {
  const lab = await oneHostLab();
  const scratch = await scratchFolder('build');
  const tree = await makeSmallTree(join(scratch.path, 'tree.git'));
  const config = { ...lab.config, paths: { ...lab.config.paths, cacheDir: join(scratch.path, 'cache') } };
  const name = `build-${process.pid}-${(labs += 1)}`;
  return {
    name,
    lab,
    tree,
    folder: scratch.path,
    play: async (...jobs) => {
      const flight = await createFlight(lab.db, { branch: 'small', intended: 'play', blessing: 'play', jobs });
      const signal = new AbortController().signal;
      // in this process: the configuration of the lab names no database that another process could open
      await runFlight(lab.db, {
        flight,
        config,
        sinks: [],
        signal,
        onFailure: () => Promise.resolve(),
        retries: false,
      });
      const record = await readFlightRecord(lab.db, { flight, stashDir: config.paths.stashDir });
      return Object.fromEntries(record.jobs.map((each) => [each.job.job, each]));
    },
    [Symbol.asyncDispose]: async () => {
      await run(['sh', '-c', `rm -rf "$1"/build.*.${name}`, 'clean', homedir()]);
      await lab[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

const buildJob = ({ tree, name }: BuildLab, runvars: Runvars = {}): JobDefinition => ({
  job: name,
  recipe: 'build',
  runvars: { all_hostflags: 'arch-amd64', tree_xen: tree.url, revision_xen: '', ...runvars },
});

const testJob = ({ folder, name }: BuildLab, runvars: Runvars = {}): JobDefinition => ({
  job: 'test',
  recipe: 'test-dist',
  runvars: {
    all_hostflags: 'arch-amd64',
    buildjob: name,
    xenbuildjob: name,
    dist_root: join(folder, 'root'),
    dist_check: 'usr/local/bin/hello',
    ...runvars,
  },
});

const steps = (record: JobRecord | undefined): readonly string[] =>
  (record?.steps ?? []).map(
    ({ testid, status, reason }) => `${testid} ${status}${reason === null ? '' : `: ${reason}`}`,
  );

const assertPassed = (t: ExecutionContext, record: JobRecord | undefined): void =>
  void t.is(record?.job.status, 'pass', steps(record).join('\n'));

test('a build job builds a tree and stashes its parts, and a test job installs them', async (t) => {
  t.timeout(minutes(10));
  await using build = await buildLab();
  const commit = await build.tree.commit('hello');
  const { [build.name]: built, test: tested } = await build.play(buildJob(build), testJob(build));
  assertPassed(t, built);
  assertPassed(t, tested);
  t.deepEqual(steps(built), [
    'build-check(1) pass',
    'hosts-allocate pass',
    'host-install(3) pass',
    'host-build-prep pass',
    'xen-build pass',
  ]);
  t.like(built?.runvars, {
    built_revision_xen: commit,
    built_vcs_xen: 'git',
    path_dist: 'build/dist.tar.gz',
    path_xendist: 'build/xendist.tar.gz',
  });
  t.is(built?.runvars['path_kerndist'], undefined, 'the tree has no kernel');
  const files = built!.stash.map(({ path }) => path).sort();
  t.deepEqual(files, ['build/configure.log', 'build/dist.tar.gz', 'build/make.log', 'build/xendist.tar.gz']);
  const list = await run(['tar', '-tzf', join(built!.stashFolder!, 'build/xendist.tar.gz')]);
  t.deepEqual(list.stdout.trim().split('\n'), ['boot/xen-small.gz', 'boot/xen.gz']);
  t.regex(await readFile(join(built!.stashFolder!, 'build/make.log'), 'utf8'), /cc .* hello\.c/);
  const { stdout } = await run([join(build.folder, 'root/usr/local/bin/hello')]);
  t.is(stdout, 'hello\n');
});

test('a build job reuses the output of an equal build and records that; a different build is built', async (t) => {
  t.timeout(minutes(10));
  await using build = await buildLab();
  const commit = await build.tree.commit('hello');
  const { [build.name]: first } = await build.play(buildJob(build, { revision_xen: 'master' }));
  assertPassed(t, first);
  const { [build.name]: second, test: tested } = await build.play(
    buildJob(build, { revision_xen: commit }),
    testJob(build),
  );
  assertPassed(t, second);
  assertPassed(t, tested);
  const { flight } = first!.job;
  const why = `skip: same definition and inputs as ${flight}.${build.name}, which passed: its output is used`;
  t.deepEqual(steps(second), [
    'build-check(1) pass',
    `hosts-allocate ${why}`,
    `host-install(3) ${why}`,
    `host-build-prep ${why}`,
    `xen-build ${why}`,
  ]);
  t.like(second?.runvars, { built_revision_xen: commit, build_reused: `${flight}.${build.name}` });
  const output = (record: JobRecord) => sha256File(join(record.stashFolder!, 'build/dist.tar.gz'));
  t.is(await output(second!), await output(first!));

  await build.tree.commit('good day');
  const { [build.name]: moved } = await build.play(buildJob(build, { revision_xen: 'master' }));
  t.is(moved?.steps.at(-1)?.status, 'pass', 'the branch has moved');
  const { [build.name]: other } = await build.play(buildJob(build, { revision_xen: commit, enable_xsm: 'true' }));
  t.is(other?.steps.at(-1)?.status, 'pass', 'a runvar has changed');

  for (const { stashFolder } of [first!, second!]) await appendFile(join(stashFolder!, 'build/dist.tar.gz'), 'x');
  const { [build.name]: again } = await build.play(buildJob(build, { revision_xen: commit }));
  t.is(again?.steps.at(-1)?.status, 'pass', 'the stashed output has changed');
  t.is(await output(again!), await output(other!));
});

test('a failed build has a reason and its log, and a job that needs it is blocked', async (t) => {
  t.timeout(minutes(10));
  await using build = await buildLab();
  await build.tree.commit('');
  const { [build.name]: built, test: tested } = await build.play(buildJob(build), testJob(build));
  t.is(built?.job.status, 'fail');
  t.regex(steps(built)[4] ?? '', /^xen-build fail: host1: make exited 2 after .*hello/);
  t.regex(await readFile(join(built!.stashFolder!, 'build/make.log'), 'utf8'), /error/);
  t.is(steps(built)[5]?.split(' ')[0], 'capture-logs');
  t.is(tested?.job.status, 'blocked');
});

test('a job is blocked when a build output is missing or has changed', async (t) => {
  t.timeout(minutes(10));
  await using build = await buildLab();
  await build.tree.commit('hello');
  const { [build.name]: built } = await build.play(buildJob(build));
  assertPassed(t, built);
  const needs = { buildjob: `${built!.job.flight}.${build.name}`, xenbuildjob: '' };
  const file = join(built!.stashFolder!, 'build/dist.tar.gz');
  await appendFile(file, 'x');
  const { test: changed } = await build.play(testJob(build, needs));
  t.regex(
    steps(changed)[0] ?? '',
    /^build-check\(1\) blocked: buildjob: build\/dist\.tar\.gz of job .* differs from the stashed file/,
  );
  await rm(file);
  const { test: gone } = await build.play(testJob(build, needs));
  t.regex(steps(gone)[0] ?? '', /^build-check\(1\) blocked: .* is missing/);
  t.is(gone?.job.status, 'blocked');
});

test('a revision is resolved in its repository, and an unreachable tree is reported', async (t) => {
  await using folder = await scratchFolder('tree');
  const tree = await makeSmallTree(join(folder.path, 'a'));
  const commit = await tree.commit('hello');
  await run(['git', '-C', tree.url, '-c', 'user.name=t', '-c', 'user.email=t@t', 'tag', '-a', '-m', 'x', 'v1']);
  const later = await tree.commit('good day');
  const { url } = tree;
  for (const [revision, found] of [
    ['', later],
    ['master', later],
    ['v1', commit],
    [commit, commit],
  ] as const) {
    t.is(await resolveTree({ url, revision }), found, revision);
  }
  await t.throwsAsync(resolveTree({ url, revision: 'nonesuch' }), {
    instanceOf: TreeError,
    code: 'TREE_UNUSABLE',
    message: /has no branch or tag "nonesuch"$/,
  });
  const nowhere = join(folder.path, 'nowhere');
  await t.throwsAsync(resolveTree({ url: nowhere, revision: '' }), { message: /nowhere: cannot be fetched: / });
  const options = { cacheDir: join(folder.path, 'cache') };
  const file = join(folder.path, 'bundle');
  await bundleCommit({ url, commit }, file, options);
  const newest = await tree.commit('good night');
  await bundleCommit({ url, commit: newest }, file, options);
  await t.throwsAsync(bundleCommit({ url, commit: 'f'.repeat(40) }, file, options), { message: /has no commit ffff/ });
});

test('a stop of the job ends the wait for an unresponsive repository', async (t) => {
  await using folder = await scratchFolder('tree');
  const silent = createServer();
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const url = `git://127.0.0.1:${(silent.address() as AddressInfo).port}/silent.git`;
  const reason = new Error('stopped');
  const stopped = (work: (signal: AbortSignal) => Promise<unknown>) => {
    const stop = new AbortController();
    silent.once('connection', () => stop.abort(reason));
    return t.throwsAsync(work(stop.signal), { is: reason });
  };
  await stopped((signal) => resolveTree({ url, revision: '' }, signal));
  const [commit, cacheDir] = ['f'.repeat(40), join(folder.path, 'cache')];
  await stopped((signal) => bundleCommit({ url, commit }, join(folder.path, 'bundle'), { cacheDir, signal }));
  silent.close();
});

test('neededBuilds returns the needed part of each build job', (t) => {
  t.deepEqual(
    neededBuilds({ buildjob: 'a', xenbuildjob: '3.b', src_host_kernbuildjob: 'c' }, 7).map(
      ({ part, flight, job }) => `${part}:${flight}.${job}`,
    ),
    [':7.a', 'xen:3.b', 'kern:7.c'],
  );
});
