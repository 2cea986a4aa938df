import test, { type ExecutionContext } from 'ava';
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import process from 'node:process';
import { openHarness } from '../runner/open-harness.ts';
import { listQemuHosts } from '../../qemu/host/qemu-host-store.ts';
import { readJobs } from '../../record/flights/read-records.ts';
import { osstestCommand } from '../../testing/machine/osstest-command.ts';
import { realLab, type RealLab } from '../../testing/hosts/real-lab.ts';
import { run } from '../../util/subprocess.ts';
import { minutes } from '../../util/units.ts';

/** Runs a job, and kills its runner and its job process when a line of the progress matches. */
async function killWhen(lab: RealLab, pattern: RegExp, cacheDir: string, args: readonly string[]): Promise<void> {
  const { stateDir, runtimeDir } = lab.config.paths;
  const env = {
    ...process.env,
    OSSTEST_STATE_DIR: stateDir,
    OSSTEST_RUNTIME_DIR: runtimeDir,
    OSSTEST_CACHE_DIR: cacheDir,
  };
  const [node, ...words] = osstestCommand('job', 'run', 'test-pvh', ...args);
  const child = spawn(node, words, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    seen.push(line);
    if (!pattern.test(line)) continue;
    const { stdout } = await run(['ps', '-o', 'pid=', '--ppid', String(child.pid)]);
    for (const pid of stdout.trim().split(/\s+/)) process.kill(Number(pid), 'SIGKILL');
    child.kill('SIGKILL');
    return;
  }
  throw new Error(`the job ended before ${pattern}: ${seen.slice(-3).join(' | ')}`);
}

/** Asserts that the next harness removes everything that a killed run left. */
async function assertClean(t: ExecutionContext, lab: RealLab, cacheDir: string): Promise<void> {
  const { config } = lab;
  {
    await using db = await openHarness({ ...config, paths: { ...config.paths, cacheDir } });
    t.deepEqual(
      (await readJobs(db, 1)).map(({ status }) => status),
      ['broken'],
    );
    t.deepEqual(await listQemuHosts(config.paths.stateDir), []);
  }
  const { stdout } = await run(['ps', '-eo', 'args']);
  t.deepEqual(
    stdout.split('\n').filter((line) => line.includes(lab.folder) && !line.startsWith('ps ')),
    [],
    'no process is left',
  );
  const incomplete = (await readdir(cacheDir, { recursive: true }).catch(() => [])).filter((name) =>
    /\.new-/.test(name),
  );
  t.deepEqual(incomplete, [], 'no incomplete file is left');
}

const killed = test.macro({
  exec: async (t, _: string, pattern: RegExp, args: readonly string[], ownCache = false) => {
    t.timeout(minutes(40));
    await using lab = await realLab();
    const cacheDir = ownCache ? join(lab.folder, 'cache') : lab.config.paths.cacheDir;
    await killWhen(lab, pattern, cacheDir, args);
    await assertClean(t, lab, cacheDir);
  },
  title: (_, phase: string) => `the next harness cleans up after a job that was killed while ${phase}`,
});

const FRESH = ['--fresh'];
test.serial(killed, 'the image was built', /image debian: (downloading|extracting|installing)/, FRESH, true);
test.serial(killed, 'the host booted', /host-install.*waiting for ssh/, FRESH);
test.serial(killed, 'Xen was installed', /xen-install.*apt-get install/, FRESH);
test.serial(killed, 'the guest started', /guest-start.*(creat|wait)/i, []);
test.serial(killed, 'the guest was saved', /guest-saverestore.*(sav|command)/i, []);
test.serial(killed, 'the guest migrated', /guest-localmigrate.*(migrat|command)/i, []);
test.serial(killed, 'logs were captured', /capture-logs.*\S/, []);
