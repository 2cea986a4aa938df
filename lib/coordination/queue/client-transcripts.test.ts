import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import test from 'ava';
import type { Db } from '../../db/db.ts';
import { readTranscript } from '../../testing/transcripts/coordination-cases.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { startTcpProxy } from '../../testing/peers/tcp-proxy.ts';
import { bookHosts } from '../booking/book-hosts.ts';
import { listHosts } from '../host/host-row.ts';
import { syncHosts } from '../host/sync-hosts.ts';
import { startOwnerDaemon } from '../owner/start-owner-daemon.ts';
import { readLines } from '../protocol/line-reader.ts';
import { reapDeadTasks } from '../task/reap-dead-tasks.ts';
import { startQueueDaemon } from './start-queue-daemon.ts';

/** What a client sent in one connection, line by line; data with sorted keys. */
type Sent = string[];

const byKey = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Removes what differs in each run: the number of the task, and with it the size of the data. */
function normalise(line: string): string {
  if (!line.startsWith('{')) return line.replace(/^book-resources \d+$/, 'book-resources N');
  const { Bookings } = JSON.parse(line) as { Bookings: { Allocated?: { Task: number } }[] };
  for (const { Allocated } of Bookings) if (Allocated !== undefined) Allocated.Task = 0;
  return JSON.stringify(
    Bookings.map((booking) =>
      byKey({ ...booking, ...(booking.Allocated === undefined ? {} : { Allocated: byKey(booking.Allocated) }) }),
    ),
  );
}

interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  readonly found: Sent[];
  readonly recorded: Sent[];
}

/**
 * Plays the server of client-real, which disconnects where the recorded one did. `between`: called before each
 * connection.
 */
async function startScripted(lines: readonly string[], between: () => Promise<void>): Promise<ScriptedServer> {
  const script = lines.flatMap(
    (line) => /^ +[\d.]+ (client|S) +(?:([<>]) (.*)|\((connects|closes)\))$/.exec(line)?.slice(1, 5) ?? [],
  );
  const steps = Array.from({ length: script.length / 4 }, (_, index) => script.slice(index * 4, index * 4 + 4));
  const connections: string[][][] = [];
  for (const step of steps) {
    if (step[3] === 'connects') connections.push([]);
    else connections.at(-1)!.push(step);
  }
  const found: Sent[] = [];
  const recorded = connections.map((each) =>
    each
      .filter(([who, direction]) => who === 'client' && direction === '<')
      .map((step) => normalise(step[2]!.replace(/^\[\d+ bytes\] /, ''))),
  );
  const serve = async (socket: Socket): Promise<void> => {
    const reader = readLines(socket);
    const mine: Sent = [];
    const present = connections[found.length];
    if (present === undefined) return void socket.destroy(); // it announces that its booking has ended
    found.push(mine);
    await between();
    let bytes = 0;
    for (const [who, , text = '', event] of present) {
      if (event === 'closes' && who === 'S') return void socket.end();
      if (event === 'closes') continue;
      const data = /^\[\d+ bytes\] (.*)$/.exec(text)?.[1];
      if (who === 'S') socket.write(`${data ?? text}\n`);
      else {
        const heard = data === undefined ? await reader.readLine() : (await reader.readBytes(bytes))?.toString();
        bytes = Number(/^book-resources (\d+)$/.exec(heard ?? '')?.[1] ?? 0);
        mine.push(normalise(heard ?? '(closed)'));
      }
    }
    socket.end();
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket).catch(() => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    found,
    recorded,
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}

const hosts = (db: Db, ...names: string[]): Promise<string[]> =>
  syncHosts(
    db,
    names.map((name) => ({ name, flags: ['arch-amd64'], properties: {} })),
  );

test('our client sends what the original did in the transcript client-real, even when the server disconnects', async (t) => {
  await using db = await freshDatabase();
  await hosts(db, 'h1', 'h2');
  await using server = await startScripted(readTranscript('client-real'), async () => void (await reapDeadTasks(db)));
  const info = {
    priority: '-8',
    'sub-priority': '3',
    preinfo: '[adhoc]',
    'wait-start': '1795484115',
  };
  const address = { host: '127.0.0.1', port: server.port };
  await using booking = await bookHosts(db, {
    requests: { host: { flags: ['arch-amd64'] } },
    flight: 900,
    job: 'test-amd64-amd64-xl',
    queue: { address, info, retryMs: 100, heartbeatSeconds: null },
  });
  t.is(server.recorded.length, 4);
  t.deepEqual(server.found, server.recorded);
  t.is(booking.host.name, 'h1');
  t.deepEqual(
    (await listHosts(db)).map(({ name, owner }) => [name, owner?.subtask ?? null]),
    [
      ['h1', '900.test-amd64-amd64-xl host'],
      ['h2', null],
    ],
  );
});

/** Returns the control lines of a transcript or of our run, with their directions, by client. */
const controlLine = (line: string): string =>
  line
    .replace(/^(. OK get-plan) \d+$/, '$1 N')
    .replace(/^(. book-resources) \d+$/, '$1 N')
    .replace(/^(. set-info wait-start) \d+$/, '$1 T');

test('our clients and daemons send what the original ones did in the transcript real-clients-real-daemon', async (t) => {
  await using db = await freshDatabase();
  await hosts(db, 'a', 'b', 'c', 'd');
  await using owner = startOwnerDaemon(db);
  const times = { holdoffMs: 20, startInhibitionMs: 0 };
  await using queue = startQueueDaemon(db, { ownerDaemon: await owner.serving, times });
  const recorded = new Map<string, string[]>();
  for (const line of readTranscript('real-clients-real-daemon')) {
    const [, client, said] = /^([A-C]) ([<>] .*)$/.exec(line) ?? [];
    if (client !== undefined) recorded.set(client, [...(recorded.get(client) ?? []), controlLine(said!)]);
  }
  const { port } = await queue.serving;
  const jobs = [
    ['A', 'test-amd64-i386-xl', 'test-debian', ['host']],
    ['B', 'test-amd64-amd64-pair', 'test-pair', ['src_host', 'dst_host']],
    ['C', 'build-amd64', 'build', ['host']],
  ] as const;
  t.deepEqual([...recorded.keys()], ['A', 'B', 'C']);
  for (const [client, job, recipe, idents] of jobs) {
    const said: string[] = [];
    await using proxy = await startTcpProxy(port, (direction, text) => {
      const lines = text.split('\n').filter((line) => line !== '');
      said.push(
        ...lines.map((line) => controlLine(line.startsWith('{') ? `${direction} [data]` : `${direction} ${line}`)),
      );
    });
    const requests = Object.fromEntries(idents.map((ident) => [ident, { flags: ['arch-amd64'] }]));
    const access = {
      address: { host: '127.0.0.1', port: proxy.port },
      info: { 'wait-start': '1795427253' },
      heartbeatSeconds: null,
    };
    await using booking = await bookHosts(db, { requests, flight: 20_302, job, recipe, queue: access });
    t.is(Object.keys(booking.hosts).length, idents.length);
    t.deepEqual(said, recorded.get(client), client);
  }
});
