import test from 'ava';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createFlight } from '../record/create-flight.ts';
import { readHarnesses } from '../record/read-records.ts';
import { startGateLab, type GateLab } from '../testing/gate-lab/start-gate-lab.ts';
import { makeProjectTree, type ProjectTree } from '../testing/gate-lab/project-tree.ts';
import { minutes } from '../util/units.ts';
import { pollUntil } from '../util/poll.ts';
import { run } from '../util/subprocess.ts';
import { defineBranch } from './define-branch.ts';
import { deployedVersion, deployVersion } from './deploy/deploy-version.ts';
import { listGateRuns } from './run-store.ts';

/** A lab with versions of this osstest, of which the first is used and was tested. */
async function labOfVersions(gate: GateLab) {
  const deployDir = join(gate.folder, 'versions of osstest');
  const tree = await makeProjectTree(gate.folder, deployDir);
  const branch = defineBranch({
    name: 'osstest',
    summary: 'The harness',
    tree: 'osstest',
    source: { url: tree.url, branch: 'pretest' },
    tested: { url: tree.url, branch: 'production' },
    flight: './lib/testing/gate-lab/self-flight.ts',
    retests: 0,
  });
  const from = branch.tested;
  await deployVersion({ deployDir, from, revision: null });
  const configFile = join(gate.folder, 'with-versions.yaml');
  const settings = JSON.parse(await readFile(gate.configFile, 'utf8')) as object;
  await writeFile(configFile, JSON.stringify({ ...settings, gate: { deployDir } }));
  await recordSelfTest(gate, tree.first);
  return { deployDir, tree, branch, from, configFile };
}

async function recordSelfTest({ db }: GateLab, harness: string): Promise<void> {
  const jobs = [{ job: 'test-a', recipe: 'fake-test', runvars: {}, status: 'pass' as const }];
  const flight = await createFlight(db, { branch: 'osstest', intended: 'real', blessing: 'real', jobs, harness });
  await db.none(
    'insert into steps (flight, job, stepno, step, status, testid, started, finished) ' +
      "select $1, 'test-a', n, 'ts-' || t, 'pass', t, 1500000000, 1500000060 " +
      "from unnest(array['host-install(3)', 'xen-install', 'guest-start']) with ordinality as tests (t, n)",
    flight,
  );
}

const published = async ({ url }: ProjectTree): Promise<string> =>
  (await run(['git', '-C', url, 'rev-parse', 'production'])).stdout.trim();

test.serial(
  'a version with a fault in a primitive is run beside the old one and not deployed; a good one is',
  async (t) => {
    t.timeout(minutes(60));
    await using gate = await startGateLab({ runsJobs: true });
    const { deployDir, tree, branch, configFile } = await labOfVersions(gate);
    t.is(await deployedVersion(deployDir), tree.first);
    const faulty = "exec: (_command, options) => parts.ssh.exec('false', options),";
    const good = 'exec: (command, options) => parts.ssh.exec(command, options),';
    const bad = await tree.change('lib/host/open-host.ts', good, faulty);
    const config = { ...gate.config, gate: { ...gate.config.gate, deployDir } };
    const options = { config, branch, configWords: ['--config', configFile] };
    const refused = await gate.run(options);
    t.log(gate.progress.join('\n'));
    t.like(refused, { kind: 'over', run: { state: { push: { kind: 'not-pushed' } } } });
    t.is(await deployedVersion(deployDir), tree.first);
    t.is(await published(tree), tree.first);
    t.deepEqual(await readHarnesses(gate.db, refused.kind === 'over' ? (refused.run.state.flight ?? 0) : 0), [bad]);
    const mended = await tree.change('lib/host/open-host.ts', faulty, good);
    const taken = await gate.run(options);
    t.log(gate.progress.join('\n'));
    t.like(taken, { kind: 'over', run: { state: { push: { kind: 'pushed' } } } });
    t.is(await deployedVersion(deployDir), mended);
    t.is(await published(tree), mended);
    t.deepEqual(await readHarnesses(gate.db, taken.kind === 'over' ? (taken.run.state.flight ?? 0) : 0), [mended]);
  },
);

test.serial(
  'a version that is deployed during a series is used from the next branch on, and no flight is lost',
  async (t) => {
    t.timeout(minutes(60));
    await using gate = await startGateLab({ runsJobs: true, branch: { priority: 1 } });
    const { deployDir, tree, configFile } = await labOfVersions(gate);
    await gate.commit();
    const other = { ...gate.branch, name: 'other', priority: 0, tested: gate.xen.remote('second') };
    await gate.xen.set('second', (await gate.published()) ?? '');
    const otherFile = join(gate.folder, 'other-branch.mjs');
    await writeFile(otherFile, `export default ${JSON.stringify(other)};\n`);
    const command = join(deployDir, 'current', 'bin', 'osstest.js');
    const cron = run([process.execPath, command, 'gate', 'cron', gate.branchFile, otherFile, '--config', configFile]);
    await pollUntil(
      () => Promise.resolve(gate.lab.touches().length > 0 ? { done: true } : { waiting: 'no box is touched yet' }),
      { subject: 'the flight of the first branch', timeoutMs: minutes(10), intervalMs: 100 },
    );
    const next = await tree.change('README.md', '\n', '\n\n');
    await deployVersion({ deployDir, from: { url: tree.url, branch: 'pretest' }, revision: next });
    const { stdout } = await cron;
    t.log(stdout);
    const harness = async (branch: string) => (await listGateRuns(gate.db, { branch }))[0]?.state.harness;
    t.is(await harness('gate-test'), tree.first);
    t.is(await harness('other'), next);
    const [first] = await listGateRuns(gate.db, { branch: 'gate-test' });
    t.like(first?.state, { verdict: 'perfect', push: { kind: 'pushed' } });
    t.deepEqual(await readHarnesses(gate.db, first?.state.flight ?? 0), [tree.first]);
  },
);
