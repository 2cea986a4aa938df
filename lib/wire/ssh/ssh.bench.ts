import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../../typings/benchmark.ts';
import { startRealSshd } from '../../testing/peers/real-sshd.ts';
import { sha256File } from '../../util/digest.ts';
import { run } from '../../util/subprocess.ts';
import { openSsh } from './open-ssh.ts';

type Report = (row: BenchmarkRow) => void;

const MEGABYTES = 200;

/** Benchmarks against an sshd on the loopback with its own keys. The account has no start-up files unless stated. */
export const benchmarks: readonly Benchmark[] = [
  { name: 'a command over the kept ssh connection', run: commands },
  { name: 'an ssh command where the start-up files of the account are heavy', run: heavyStartUp },
  { name: `${MEGABYTES} MB over ssh, each way`, run: copies },
];

async function commands(report: Report): Promise<void> {
  await using sshd = await startRealSshd();
  await using ssh = openSsh(sshd.target);
  const spawned = ['ssh', ...sshd.clientOptions, `${sshd.target.user}@127.0.0.1`, 'true'];
  const [ours, theirs]: [number[], number[]] = [[], []];
  await ssh.exec('true');
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 20; i++) ours.push(await millisecondsOf(() => ssh.exec('true')));
    theirs.push(await millisecondsOf(() => run(spawned)));
  }
  const value = median(ours);
  const ratio = median(theirs) / value;
  report({ name: 'true', value, unit: 'ms', comparedWith: 'faster than a spawned ssh', ratio, limit: '<= 5, 50 x' });
  report({ name: 'true, by a spawned ssh', value: median(theirs), unit: 'ms' });
  const others = {
    '/bin/true, which the host must start': () => ssh.exec('/bin/true'),
    'true with input, in a session of its own': () => ssh.exec('true', { stdin: '' }),
  };
  for (const [name, work] of Object.entries(others)) {
    const times: number[] = [];
    for (let i = 0; i < 30; i++) times.push(await millisecondsOf(work));
    report({ name, value: median(times), unit: 'ms' });
  }
  const parallel = (): Promise<unknown> => Promise.all(Array.from({ length: 200 }, () => ssh.exec('true')));
  report({ name: '200 x true in parallel, in total', value: await millisecondsOf(parallel), unit: 'ms' });
}

async function heavyStartUp(report: Report): Promise<void> {
  await using sshd = await startRealSshd({ startUpFiles: true });
  await using ssh = openSsh(sshd.target);
  const first = await millisecondsOf(() => ssh.exec('true'));
  report({ name: 'the first, with the connection', value: first, unit: 'ms' });
  const later: number[] = [];
  for (let i = 0; i < 50; i++) later.push(await millisecondsOf(() => ssh.exec('true')));
  report({ name: 'each later one', value: median(later), unit: 'ms', limit: '<= 5' });
}

async function copies(report: Report): Promise<void> {
  await using sshd = await startRealSshd();
  await using ssh = openSsh(sshd.target);
  const folder = await mkdtemp(join(tmpdir(), 'osstest-bench-'));
  const file = (name: string): string => join(folder, name);
  const there = (name: string): string => `${sshd.target.user}@127.0.0.1:${file(name)}`;
  const scp = (from: string, to: string) => () => run(['scp', '-q', ...sshd.clientOptions, from, to]);
  try {
    await writeFile(file('data'), randomBytes(MEGABYTES * 1_000_000));
    const put = (): Promise<void> => ssh.putFile(file('data'), file('put'));
    const clear = (name: string) => (): Promise<void> => rm(file(name), { force: true });
    await compare(report, 'to the host', [put, clear('put')], [scp(file('data'), there('scp')), clear('scp')]);
    const get = (): Promise<void> => ssh.getFile(file('data'), file('got'));
    await compare(report, 'from the host', [get, clear('got')], [scp(there('data'), file('scp')), clear('scp')]);
    await put();
    const digests = await Promise.all(['data', 'put', 'got'].map((name) => sha256File(file(name))));
    if (new Set(digests).size !== 1) throw new Error('the copies differ from the original');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A copy, and the removal of its destination: overwriting a file is faster than creating one. */
type Way = readonly [copy: () => Promise<unknown>, clear: () => Promise<void>];

/** Runs both in turns, since the load of the machine changes. Reports the best time of each. */
async function compare(report: Report, name: string, ours: Way, theirs: Way): Promise<void> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < 5; round++) {
    for (const [i, [copy, clear]] of [ours, theirs].entries()) {
      await clear();
      times[i]?.push(await millisecondsOf(copy));
    }
  }
  const [own, other] = times.map((each) => (MEGABYTES * 1000) / Math.min(...each)) as [number, number];
  const comparedWith = `scp (${other.toFixed(0)} MB/s)`;
  report({ name, value: own, unit: 'MB/s', comparedWith, ratio: own / other, limit: '>= 0.8 x' });
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
