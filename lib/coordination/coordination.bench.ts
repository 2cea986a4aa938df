import type { Benchmark, BenchmarkRow } from '../../typings/benchmark.ts';
import { freshDatabase } from '../testing/database/fresh-database.ts';
import { systemClock } from '../util/clock.ts';
import { DEFAULT_COST } from './allocator/allocation-cost.ts';
import type { Candidate } from './allocator/candidates.ts';
import { searchHosts } from './allocator/search-hosts.ts';
import { bookHosts } from './booking/book-hosts.ts';
import { syncHosts } from './host/sync-hosts.ts';
import { startOwnerDaemon } from './owner/start-owner-daemon.ts';
import { bookResources } from './plan/book-plan.ts';
import { EMPTY_PLAN, type PlanDocument } from './plan/plan-document.ts';
import { searchPlan } from './plan/search-plan.ts';
import { viewPlan } from './plan/view-plan.ts';
import { connectLines, type LineClient } from './protocol/line-client.ts';
import type { ListenAddress } from './protocol/network.ts';
import { startQueueDaemon } from './queue/start-queue-daemon.ts';
import { openOwnerTask } from './task/open-owner-task.ts';

type Report = (row: BenchmarkRow) => void;
type Print = (name: string, value: number, unit: string, limit: string) => void;

export const benchmarks: readonly Benchmark[] = [
  { name: 'planning', run: (report) => Promise.resolve(benchPlanning(printTo(report))) },
  { name: 'daemons', run: (report) => benchDaemons(printTo(report)) },
];

const printTo =
  (report: Report): Print =>
  (name, value, unit, limit) =>
    report({ name, value, unit, limit });

/** Returns a generator of the same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const hostName = (index: number): string => `host${String(index).padStart(4, '0')}`;

/** Returns the plan of a busy lab: each host has so many consecutive bookings. */
function busyPlan(hosts: number, bookings: number): PlanDocument {
  const random = randomNumbers(7);
  const list = Array.from({ length: hosts }, (_, index) => {
    let end = 0;
    return Array.from({ length: bookings }, () => {
      const start = end + Math.floor(random() * 3000);
      end = start + 1000 + Math.floor(random() * 9000);
      return { Reso: `host ${hostName(index)}`, Job: '1.j', Start: start, End: end };
    });
  }).flat();
  const info = { preinfo: '', job: '1.j', peer: '' };
  return bookResources({ ...EMPTY_PLAN, Start: 1_700_000_000 }, JSON.stringify({ Bookings: list }), info);
}

function candidates(hosts: number): Candidate[] {
  const random = randomNumbers(11);
  return Array.from({ length: hosts }, (_, index) => ({
    host: hostName(index),
    equivClass: `equiv-${index % 50}`,
    share: null,
    history: {
      durationSeconds: 3000 + Math.floor(random() * 5000),
      secondsSinceLastStart: Math.floor(random() * 1_000_000),
      lastStatus: random() < 0.05 ? 'fail' : 'pass',
      lastStatusEquivalent: random() < 0.1 ? 'fail' : 'pass',
    },
  }));
}

/** Returns the processor time of one round, which other programs on the machine do not affect. */
function timeMs(work: () => unknown, repeat: number): number {
  for (let round = 0; round < Math.ceil(repeat / 3); round++) work();
  const before = process.cpuUsage();
  for (let round = 0; round < repeat; round++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / repeat;
}

function benchPlanning(print: Print): void {
  const busy = busyPlan(100, 20);
  const plan = viewPlan(busy);
  const random = randomNumbers(3);
  const pick = (): { Reso: string } => ({ Reso: `host ${hostName(Math.floor(random() * 100))}` });
  print(
    'plan search, 1 host, 100 hosts x 20 bookings',
    timeMs(() => searchPlan(plan, [pick()], 5000), 20_000) * 1000,
    'us',
    '<= 5 us',
  );
  print(
    'plan search, 2 hosts',
    timeMs(() => searchPlan(plan, [pick(), pick()], 5000), 20_000) * 1000,
    'us',
    '<= 10 us',
  );
  print(
    'get-plan as text',
    timeMs(() => JSON.stringify(viewPlan(busy)), 50),
    'ms',
    '<= 20 ms',
  );
  const one = JSON.stringify({ Bookings: [{ Reso: 'host host0001', Start: 900_000, End: 900_001 }] });
  print(
    'book',
    timeMs(() => bookResources(busy, one, { preinfo: '', job: null, peer: '' }), 50),
    'ms',
    '<= 20 ms',
  );
  for (const hosts of [100, 1000]) benchDecisions(hosts, print);
}

const DECISIONS = [
  [1, null],
  [2, null],
  [2, '1'],
  [4, null],
] as const;

function benchDecisions(hosts: number, print: Print): void {
  const plan = viewPlan(busyPlan(hosts, 20));
  const all = candidates(hosts);
  for (const [count, equivWanted] of DECISIONS) {
    const idents = Array.from({ length: count }, (_, index) => ({ ident: `h${index}`, equivWanted, candidates: all }));
    const ms = timeMs(() => searchHosts({ idents, plan, recipe: 'test-x', cost: DEFAULT_COST }), 3);
    const what = `decision, ${count} idents${equivWanted === null ? '' : ' of one class'}, ${hosts} hosts x 20 bookings`;
    print(what, ms, 'ms', count > 2 ? '<= 1000 ms' : '<= 100 ms');
  }
}

async function thinkers(address: ListenAddress, count: number): Promise<LineClient[]> {
  const clients: LineClient[] = [];
  for (let index = 0; index < count; index++) {
    const client = await connectLines({ banner: 'ms-queuedaemon', address });
    await client.command('set-info', 'wait-start', index);
    await client.command('wait');
    clients.push(client);
  }
  return clients;
}

async function benchTurns(address: ListenAddress, print: Print): Promise<void> {
  const clients = await thinkers(address, 20);
  await clients[0]!.nextNotice();
  let turns = 0;
  for (let index = 1; index < clients.length; index++) {
    const beganAt = performance.now();
    const next = clients[index]!.nextNotice();
    void clients[index - 1]!.command('thought-done');
    await next;
    turns += performance.now() - beganAt;
  }
  print('thought-done to the next "!OK think"', turns / (clients.length - 1), 'ms', '< 5 ms');
  await clients.at(-1)!.command('thought-done');
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
}

async function benchDaemons(print: Print): Promise<void> {
  await using db = await freshDatabase();
  await syncHosts(
    db,
    Array.from({ length: 24 }, (_, index) => ({ name: hostName(index), flags: ['f'], properties: {} })),
  );
  await using owner = startOwnerDaemon(db);
  const ownerAddress = await owner.serving;
  const holdoffMs = 20;
  await using queue = startQueueDaemon(db, { ownerDaemon: ownerAddress, times: { holdoffMs, startInhibitionMs: 0 } });
  const address = await queue.serving;
  await benchTurns(address, print);
  const options = { requests: { host: { flags: ['f'] } }, queue: { address, retryMs: 100 } };
  await using task = await openOwnerTask(ownerAddress);
  let sum = 0;
  for (let round = 0; round < 10; round++) {
    const beganAt = performance.now();
    const booking = await bookHosts(db, { ...options, task });
    sum += performance.now() - beganAt;
    await booking.release();
    await systemClock.sleep(100);
  }
  print(
    `allocation end to end, 24 hosts, without the hold-off of ${holdoffMs} ms`,
    sum / 10 - holdoffMs,
    'ms',
    '<= 150 ms',
  );
  const doomed = await openOwnerTask(ownerAddress);
  const everything = Object.fromEntries(
    Array.from({ length: 24 }, (_, index) => [`h${index}`, { flags: [], host: hostName(index) }]),
  );
  await bookHosts(db, { requests: everything, task: doomed, queue: options.queue });
  const waiting = bookHosts(db, { ...options, task });
  await systemClock.sleep(300);
  const beganAt = performance.now();
  await doomed.end();
  await waiting;
  print(
    'end of an owner to its host being booked by the next',
    performance.now() - beganAt,
    'ms',
    `<= ${holdoffMs} + 1000 ms`,
  );
}
