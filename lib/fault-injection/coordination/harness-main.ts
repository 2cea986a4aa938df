// A harness of the crash lab. Repeatedly books hosts, touches them and releases them, until it reads `drain` on stdin.
import { connect } from 'node:net';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { bookHosts, type HostRequest } from '../../coordination/booking/book-hosts.ts';
import type { BookedHost, Booking } from '../../coordination/booking/booking.ts';
import { readLines } from '../../coordination/protocol/line-reader.ts';
import { queueAccess } from '../../coordination/queue-access.ts';
import { beginTask } from '../../coordination/task/begin-task.ts';
import type { Task } from '../../coordination/task/task.ts';
import { reconnecting } from '../../db/reconnect.ts';
import { isPassing } from '../../db/failures.ts';
import { loadConfig } from '../../config/load-config.ts';
import { connectDatabase } from '../../db/open/open-database.ts';
import { DaemonError, LostBookingError, LostTaskError } from '../../errors/coordination-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { systemClock } from '../../util/clock.ts';
import { createRandom } from '../../util/random.ts';
import type { HostAct } from './host-switches.ts';
import { SELF_SERVICE, type HarnessOrders, type HarnessReport } from './harness-orders.ts';
import { withoutPart } from './taken-out.ts';

const orders = JSON.parse(process.argv[2] ?? '{}') as HarnessOrders;
const random = createRandom(orders.seed);
const isFenced = orders.takenOut !== 'fencing';
const who = `${orders.name}/${process.pid}`;
let isDraining = false;
let lastTouch: Promise<unknown> = Promise.resolve();
let jobs = 0;

const report = (message: HarnessReport): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

const config = await loadConfig({ file: orders.config });
const { ownerDaemon, queueDaemon, ...rest } = config.coordination;
const coordination = {
  ...rest,
  ownerDaemon: orders.usesOwnerDaemon ? ownerDaemon : null,
  queueDaemon: orders.usesQueue ? queueDaemon : null,
};
const plain = await untilPossible(() => connectDatabase(config));
const db = reconnecting(withoutPart(plain, orders.takenOut));

const socket = connect({ path: orders.switchSocket });
await once(socket, 'connect');
const answers = readLines(socket);

const input = createInterface({ input: process.stdin });
input.on('line', () => (isDraining = true));
const ended = once(input, 'close');

let task = await newTask();
let replacing: Promise<void> | null = null;
const runJobs = async (): Promise<void> => {
  while (!isDraining) await runJob();
};
await Promise.all(Array.from({ length: orders.parallel }, runJobs));
report({ kind: 'idle' });
await ended;
await task.end();
process.exit(0);

function newTask(): Promise<Task> {
  return untilPossible(() => beginTask(plain, coordination));
}

/** Retries while the database or a daemon restarts. */
async function untilPossible<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) && !(error instanceof DaemonError)) throw error;
    }
    await systemClock.sleep(100 + random.below(100));
  }
}

/** Returns the task, which all simultaneous jobs share. The first job that finds it lost opens another one. */
async function replaceTask(lost: Task): Promise<void> {
  const replace = async (): Promise<void> => {
    await lost.end();
    task = await newTask();
  };
  if (task === lost) await (replacing ??= replace().finally(() => (replacing = null)));
}

async function runJob(): Promise<void> {
  const mine = task;
  const beganAt = performance.now();
  const job = `${orders.name}-${++jobs}`;
  report({ kind: 'wants' });
  try {
    const queue = queueAccess(coordination);
    const options = { task: mine, job, queue, onProblem, onWaiting };
    await using booking: Booking = await bookHosts<string>(db, { ...options, requests: requestHosts() });
    report({ kind: 'got', afterMs: performance.now() - beganAt });
    await useHosts(booking, mine);
    await booking.release();
    report({ kind: 'done' });
  } catch (error) {
    if (!(error instanceof LostTaskError || error instanceof LostBookingError)) {
      return report({ kind: 'failed', message: describeError(error) });
    }
    await replaceTask(mine);
    report({ kind: 'lost' });
  }
}

/** Reports a failed release. A message that did not reach the killed queue daemon is no failure. */
function onProblem(message: string): void {
  if (message.startsWith('releasing ')) report({ kind: 'failed', message });
}

/** Prints why the harness waits. This is the last line of a harness that never gets its hosts. */
function onWaiting(message: string): void {
  process.stderr.write(`${orders.name} waits: ${message}\n`);
}

function requestHosts(): Record<string, HostRequest> {
  if (orders.hosts !== undefined) return Object.fromEntries(orders.hosts.map((host) => [host, { flags: [], host }]));
  const request = { flags: orders.usesQueue ? ['arch-amd64'] : ['arch-amd64', SELF_SERVICE] };
  return random.chance(0.3) ? { src_host: request, dst_host: request } : { host: request };
}

async function useHosts(booking: Booking, { signal }: Task): Promise<void> {
  for (let left = 1 + random.below(orders.touches); left > 0; left--) {
    for (const host of Object.values(booking.hosts)) {
      await touch(host);
    }
    await systemClock.sleep(20 + random.below(40), isFenced ? signal : undefined);
  }
}

/** Returns false if the check itself fails: the host is then not touched. */
async function isAllowed({ guard }: BookedHost): Promise<boolean> {
  try {
    await guard.stillMine();
    return true;
  } catch (error) {
    if (isPassing(error)) return false;
    throw error;
  }
}

/** Checks and touches hosts one after another, also for several jobs, so that nothing happens between check and touch. */
function touch(host: BookedHost): Promise<void> {
  const mine = lastTouch.then(async () => {
    if (isFenced && !(await isAllowed(host))) return;
    const touched: HostAct = { host: host.name, generation: host.generation, who };
    socket.write(`${JSON.stringify(touched)}\n`);
    await answers.readLine();
  });
  lastTouch = mine.catch(() => undefined);
  return mine;
}
