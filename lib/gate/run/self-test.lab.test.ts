import test from 'ava';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createFlight } from '../../record/flights/create-flight.ts';
import { readAttempts } from '../../record/recorder/attempts.ts';
import { readHarnesses } from '../../record/flights/read-records.ts';
import { holdPhase } from '../../fault-injection/gate/hold-phase.ts';
import { startGateLab, type GateLab } from '../../fault-injection/gate/start-gate-lab.ts';
import { makeProjectTree, type ProjectTree } from '../../fault-injection/gate/project-tree.ts';
import { minutes } from '../../util/units.ts';
import { pollUntil } from '../../util/poll.ts';
import { run } from '../../util/subprocess.ts';
import { defineBranch } from '../branch/define-branch.ts';
import { deployedVersion, deployVersion } from '../deploy/deploy-version.ts';
import { listGateRuns } from '../store/run-store.ts';

/** A lab with versions of this osstest; the first is in use and was tested. */
async function labOfVersions(gate: GateLab) {
  const deployDir = join(gate.folder, 'versions of osstest');
  const tree = await makeProjectTree(gate.folder, deployDir);
  const branch = defineBranch({
    name: 'osstest',
    summary: 'The harness',
    tree: 'osstest',
    source: { url: tree.url, branch: 'pretest' },
    tested: { url: tree.url, branch: 'production' },
    flight: './lib/fault-injection/gate/self-flight.ts',
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
  'a version with a fault in a primitive is run beside the old one and not deployed; a good one is deployed',
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
  'when a version is deployed while one cron is between two branches and another in the middle of a flight, each run has one version, and no flight is lost',
  async (t) => {
    t.timeout(minutes(60));
    await using gate = await startGateLab({ runsJobs: true });
    const { deployDir, tree, configFile } = await labOfVersions(gate);
    const { db, lab } = gate;
    const [second, third] = [await otherBranch(gate, 'second'), await otherBranch(gate, 'third')];
    const command = join(deployDir, 'current', 'bin', 'osstest.js');
    const cron = (...branches: readonly string[]) => {
      const running = run([process.execPath, command, 'gate', 'cron', ...branches, '--config', configFile]);
      running.catch((error: unknown) => t.log(error));
      return running;
    };
    const hold = await holdPhase(db, 'over', 'second');
    const series = cron(second, third);
    await Promise.race([hold.untilHeld(), series]);
    const touches = lab.touches().length;
    await gate.commit('test-a step_ms=1000\ntest-b step_ms=1000\n');
    const single = cron(gate.branchFile);
    const touched = pollUntil(
      () => Promise.resolve(lab.touches().length > touches + 5 ? { done: null } : { waiting: 'no host is used' }),
      { subject: 'the flight of the other cron', timeoutMs: minutes(10), intervalMs: 100 },
    );
    t.is(await Promise.race([touched, single]), null, 'its flight is running');
    const next = await tree.change('README.md', '\n', '\n\n');
    await deployVersion({ deployDir, from: { url: tree.url, branch: 'pretest' }, revision: next });
    await hold.end();
    t.log(`${(await series).stdout}${(await single).stdout}`);
    const runs = await Promise.all(
      ['second', 'third', 'gate-test'].map(async (branch) => (await listGateRuns(db, { branch }))[0]),
    );
    t.deepEqual(
      runs.map((one) => [one?.phase, one?.state.verdict, one?.state.harness, one?.state.push?.kind]),
      [
        ['over', 'perfect', tree.first, 'not-pushed'],
        ['over', 'perfect', next, 'not-pushed'],
        ['over', 'perfect', tree.first, 'pushed'],
      ],
    );
    for (const one of runs) {
      const flight = one?.state.flight ?? 0;
      t.deepEqual(await readHarnesses(db, flight), [one?.state.harness ?? '']);
      t.deepEqual(await readAttempts(db, { flight }), [], 'no job was run again');
    }
  },
);

/** Writes a branch of the same tree whose published revision is not tested; returns its file. */
async function otherBranch(gate: GateLab, name: string): Promise<string> {
  await gate.xen.set(name, (await gate.published()) ?? '');
  const file = join(gate.folder, `${name}.mjs`);
  await writeFile(file, `export default ${JSON.stringify({ ...gate.branch, name, tested: gate.xen.remote(name) })};\n`);
  return file;
}
