import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pollUntil } from '../../util/poll.ts';
import { listNames } from '../../util/list-names.ts';
import { removeLeftovers } from '../cleanup/remove-leftovers.ts';

/** Processes that have to do with a folder: by their arguments, or since they work or are rooted in it. */
async function processesIn(directory: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const looks = pids.map(async (pid) => {
    const links = ['cwd', 'root'].map((name) => readlink(`/proc/${pid}/${name}`).catch(() => ''));
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return [words, ...(await Promise.all(links))].some((text) => text.includes(directory)) ? `${pid} ${words}` : null;
  });
  return (await Promise.all(looks)).filter((found) => found !== null);
}

test('an image builder that is killed leaves no process and no mount, and its folder goes with the leftovers', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'osstest-killed-'));
  const [stateDir, cacheDir] = [join(root, 'state'), join(root, 'cache')];
  const program = `
    const { ensureImage } = await import(${JSON.stringify(new URL('ensure-image.ts', import.meta.url))});
    await ensureImage('debian', { cacheDir: ${JSON.stringify(cacheDir)}, emitter: { progress: console.log } });`;
  const harness = spawn(process.execPath, ['--import=tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(harness, 'exit');
  for await (const line of createInterface(harness.stdout)) {
    t.log(line);
    if (line.includes('installing remaining packages')) break;
  }
  t.true((await processesIn(cacheDir)).length > 0);
  harness.kill('SIGKILL');
  await ended;
  await pollUntil(
    async () => {
      const left = await processesIn(cacheDir);
      return left.length === 0 ? { done: true } : { waiting: left.join('\n') };
    },
    { subject: 'end of the builder', timeoutMs: 10_000, intervalMs: 100 },
  );
  t.false((await readFile('/proc/self/mountinfo', 'utf8')).includes(cacheDir));
  t.is((await removeLeftovers({ stateDir, cacheDir })).length, 1);
  t.deepEqual(await listNames(join(cacheDir, 'images')), []);
  await rm(root, { recursive: true });
});
