import test from 'ava';
import { isDeepStrictEqual } from 'node:util';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { playTranscript } from '../../testing/transcripts/play-transcript.ts';
import { systemClock } from '../../util/clock.ts';
import { startOwnerDaemon } from '../owner/start-owner-daemon.ts';
import { syncHosts } from '../host/sync-hosts.ts';
import type { Daemon } from '../daemon/run-daemon.ts';
import type { Db } from '../../db/db.ts';
import { EMPTY_PLAN } from '../plan/plan-document.ts';
import { queueStore } from './queue-store.ts';
import { startQueueDaemon } from './start-queue-daemon.ts';

/** The transcripts are played so many times faster than recorded. */
const SPEED = 4;
/** The times within `inhibit` commands are not scaled. */
const REAL = 1;
const HOSTS = ['moss-beetle', 'fire-beetle', 'lace-beetle', 'rice-beetle'];

interface Lab {
  readonly db: Db;
  owner: Daemon;
  queue: Daemon;
  ports: { owner: number; queue: number };
}

interface Options {
  readonly speed?: number;
  readonly thoughtsTimeoutMs?: number;
  readonly startInhibitionMs?: number;
  /** Creates the tasks that earlier recordings had left. Returns our numbers of the recorded tasks. */
  readonly prepare?: (db: Db) => Promise<ReadonlyMap<string, string>>;
  /** Intended differences. */
  readonly expect?: (recorded: string[], who: string) => string[] | null;
}

async function startLab(db: Db, options: Options): Promise<{ lab: Lab; tasks?: ReadonlyMap<string, string> }> {
  const owner = startOwnerDaemon(db);
  const ownerPort = (await owner.serving).port;
  const tasks = await options.prepare?.(db);
  const queue = startQueue(db, ownerPort, options);
  const lab = { db, owner, queue, ports: { owner: ownerPort, queue: (await queue.serving).port } };
  return tasks === undefined ? { lab } : { lab, tasks };
}

/** The waiting constants of the recorded runs, scaled. */
function startQueue(db: Db, ownerPort: number, options: Options, port = 0): Daemon {
  const speed = options.speed ?? SPEED;
  return startQueueDaemon(db, {
    ownerDaemon: { host: '127.0.0.1', port: ownerPort },
    listen: { host: '127.0.0.1', port },
    times: {
      holdoffMs: 1000 / speed,
      thoughtsTimeoutMs: (options.thoughtsTimeoutMs ?? 9000) / speed,
      pollIntervalMs: 4000 / speed,
      planUpdateIntervalMs: 20_000 / speed,
      startInhibitionMs: (options.startInhibitionMs ?? 0) / speed,
    },
  });
}

async function restart(lab: Lab, daemon: 'owner' | 'queue', event: 'end' | 'start', options: Options): Promise<void> {
  await lab[daemon][Symbol.asyncDispose](); // also before a start: the original's daemon may have ended on its own
  if (event === 'end') return;
  lab[daemon] =
    daemon === 'owner'
      ? startOwnerDaemon(lab.db, { listen: { host: '127.0.0.1', port: lab.ports.owner }, graceMs: 60_000 })
      : startQueue(lab.db, lab.ports.owner, { ...options, startInhibitionMs: 2000 }, lab.ports.queue);
  await lab[daemon].serving;
}

/** Removes what may differ: times, sizes, and the texts of refusals. */
function normalise(line: string): string {
  if (line.startsWith('{')) return JSON.stringify(normalisePlan((JSON.parse(line) as RawPlan).Events));
  return line
    .replace(/^OK get-plan \d+$/, 'OK get-plan N')
    .replaceAll(/\b\d{10}\b/g, 'T')
    .replace(/^ERROR (?:data-plan-debug|booking \d|BAD PLAN|not JSON|no list of Bookings).*$/, 'ERROR refused')
    .trimEnd();
}

interface RawPlan {
  readonly Events: Readonly<Record<string, readonly object[]>>;
}

const byKey = (value: object): [string, unknown][] =>
  Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) as [string, unknown][];

/** Sorts keys and removes the age and the end of allocations, which differ in each run. */
const normalisePlan = (events: RawPlan['Events']): unknown =>
  byKey(events).map(([reso, list]) => [
    reso,
    (list as object[]).map((event) => byKey(event).map(([key, value]) => [key, normaliseField(key, value)])),
  ]);

function normaliseField(key: string, value: unknown): unknown {
  if (key === 'Share') return byKey(value as object);
  if (key === 'Time' && ((value as number) < 0 || (value as number) % 100 !== 0)) return 'some time';
  return value;
}

/** Plays a transcript against our daemons. Returns the differences from the original's answers. */
async function play(name: string, options: Options): Promise<Difference[]> {
  await using db = await freshDatabase();
  await syncHosts(
    db,
    HOSTS.map((host) => ({ name: host, flags: [], properties: {} })),
  );
  const { lab, tasks } = await startLab(db, options);
  // the first run has ended
  if (options.startInhibitionMs === undefined) await systemClock.sleep(1600 / (options.speed ?? SPEED));
  try {
    const played = await playTranscript(name, {
      db,
      speed: options.speed ?? SPEED,
      port: (daemon) => lab.ports[daemon],
      ...(tasks === undefined ? {} : { tasks }),
      daemonEvent: (daemon, event) => restart(lab, daemon, event, options),
    });
    if (!played.some(({ recorded }) => recorded.length > 0)) throw new Error(`${name}: has no recorded lines`);
    return played.flatMap(({ who, recorded, found }) => {
      const expected = options.expect === undefined ? recorded : options.expect([...recorded], who);
      if (expected === null) return [];
      const difference = { who, found: found.map(normalise), expected: expected.map(normalise) };
      return isDeepStrictEqual(difference.found, difference.expected) ? [] : [difference];
    });
  } finally {
    await lab.queue[Symbol.asyncDispose]();
    await lab.owner[Symbol.asyncDispose]();
  }
}

interface Difference {
  readonly who: string;
  readonly found: readonly string[];
  readonly expected: readonly string[];
}

const compare = test.macro({
  exec: async (t, name: string, options: Options) => {
    let differences = await play(name, options);
    // In a fast run, half a second of load changes the order of clients. The run at real speed decides.
    if (differences.length > 0) differences = await play(name, { ...options, speed: REAL });
    for (const { who, found, expected } of differences) t.deepEqual(found, expected, who);
    t.pass();
  },
  title: (_, name: string) => `our daemons answer as the original's did in the transcript ${name}`,
});

/** The moment of the recording of task numbers 30 and up. */
const RECORDED_NOW = 1_795_484_004;

/**
 * The tasks that earlier recordings had left: number, refkey, live, refinfo (a time of the recording, or another text).
 */
async function earlierTasks(
  db: Db,
  tasks: readonly (readonly [string, string, boolean, string | number | null])[],
): Promise<Map<string, string>> {
  const now = Math.floor(systemClock.now() / 1000);
  const numbers = new Map<string, string>();
  for (const [recorded, refkey, live, refinfo] of tasks) {
    const { taskid } = await db.one<{ taskid: number }>(
      "insert into tasks (type, refkey, live, refinfo) values ('ownd', $1, $2, $3) returning taskid",
      [refkey, live, typeof refinfo === 'number' ? String(now - RECORDED_NOW + refinfo) : refinfo],
    );
    numbers.set(recorded, String(taskid));
  }
  return numbers;
}

const own = (db: Db, host: string, taskid: string | undefined): Promise<unknown> =>
  db.any("update resources set owntaskid = $1, subtask = '1.b host' where resname = $2 returning resname", [
    taskid,
    host,
  ]);

async function prepareLastPlan(db: Db): Promise<Map<string, string>> {
  const tasks = await earlierTasks(db, [['30', '[127.0.0.1]:42366', true, 1_795_483_812]]);
  await own(db, 'moss-beetle', tasks.get('30'));
  const now = Math.floor(systemClock.now() / 1000);
  const known = {
    Task: Number(tasks.get('30')),
    Info: '',
    Job: '1.b',
    Start: now - 444,
    End: now + 556,
    Live: 1 as const,
  };
  await queueStore.keepPlans(db, { plan: { ...EMPTY_PLAN, Allocations: { 'host moss-beetle 0': known } } });
  return tasks;
}

async function prepareIdle(db: Db): Promise<Map<string, string>> {
  const tasks = await earlierTasks(db, [['30', 'previous [127.0.0.1]:42366', false, 1_795_483_812]]);
  await own(db, 'moss-beetle', tasks.get('30'));
  const idle = await db.one<{ taskid: number }>("select taskid from tasks where refkey = 'idle'");
  await own(db, 'rice-beetle', String(idle.taskid));
  return tasks;
}

async function prepareRestart(db: Db): Promise<Map<string, string>> {
  const tasks = await earlierTasks(db, [
    ['28', '[127.0.0.1]:58412', false, 1_795_483_739],
    ['29', '[127.0.0.1]:51734', false, 1_795_483_755],
    ['30', '[127.0.0.1]:42366', true, 1_795_483_812],
  ]);
  await own(db, 'moss-beetle', tasks.get('30'));
  return tasks;
}

const prepareUptime = (db: Db): Promise<Map<string, string>> =>
  earlierTasks(db, [
    ['30', 'previous [127.0.0.1]:42366', true, 1_795_483_812],
    ['32', '[127.0.0.1]:1001', true, 1_795_479_004],
    ['33', '[127.0.0.1]:1001-1', true, 1_795_479_004],
    ['34', 'previous [127.0.0.1]:1002', true, 1_795_478_004],
    ['35', '[127.0.0.1]:1003', true, 1_795_483_994],
    ['36', '[127.0.0.2]:1004', true, 1_795_479_004],
    ['37', '[127.0.0.1]:1005', true, 'abc'],
    ['38', '[127.0.0.1]:1006', true, ''],
    ['39', 'user@[127.0.0.1]:1007', true, 1_795_479_004],
  ]);

/**
 * Sizes of data: ours accepts 0 to 65536 bytes and refuses anything else before it is sent. Our uptime command works.
 */
function expectOutOfTurn(recorded: string[]): string[] {
  const refusal = (size: string): string => `ERROR expected 0 to 65536 bytes but got "${size}"`;
  const sends = recorded.flatMap((line, index) => (line === 'SEND' ? [index] : []));
  const notNumeric = recorded.flatMap((line, index) => (line.endsWith('operand of "+"') ? [index] : []));
  recorded[notNumeric[0]!] = refusal('x');
  recorded[notNumeric[1]!] = refusal('2+1');
  recorded[sends[3]!] = refusal('70000');
  recorded[sends[4]!] = refusal('1.5');
  recorded[sends[4]! + 1] = '(closed)';
  const uptime = recorded.indexOf('ERROR invalid command name "transaction"');
  recorded.splice(uptime, 2, 'OK uptime', '(nothing)');
  return recorded;
}

const isQuestion = (who: string): boolean => who.startsWith('select');

test(compare, 'owner-basic', {});
test(compare, 'owner-two-endings', {});
test(compare, 'queue-turn', {});
test(compare, 'queue-two-clients', {});
test(compare, 'queue-unwait', {});
test(compare, 'queue-disconnect', {});
test(compare, 'queue-too-pensive', {});
test(compare, 'queue-too-pensive-in-data', {});
test(compare, 'queue-inhibit', { speed: REAL });
test(compare, 'queue-refused', {});
// whether the resource is free at the very end depends on a tenth of a second
test(compare, 'queue-projection', {
  expect: (recorded, who) => (who.startsWith('select resname,owntaskid') ? null : recorded),
});
test(compare, 'restart-queue', {});
test(compare, 'queue-out-of-turn', { speed: REAL, thoughtsTimeoutMs: 4000, expect: expectOutOfTurn });
test(compare, 'queue-last-plan', { prepare: prepareLastPlan, startInhibitionMs: 2000 });
test(compare, 'idle-resources', { prepare: prepareIdle, startInhibitionMs: 1000 });
test(compare, 'queue-uptime-repaired', { prepare: prepareUptime });
// the original's queue daemon stops for good when it loses the owner daemon, ours continues: only the tasks compare
test(compare, 'restart-owner', {
  prepare: prepareRestart,
  expect: (recorded, who) => (isQuestion(who) ? recorded : null),
});
