// The network lab, in a network namespace of its own (`unshare -n`): the database and the daemons are here, two harnesses in
// two more namespaces. Its last line is the result as JSON. Arguments: a folder; what the task of harness A depends on.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { syncHosts } from '../../coordination/host/sync-hosts.ts';
import { listHosts } from '../../coordination/host/host-row.ts';
import { reconnecting } from '../../db/reconnect.ts';
import { createDb, type Db } from '../../db/db.ts';
import { bringSchemaUpToDate } from '../../db/migrate.ts';
import { ensureDatabase } from '../../db/private-database.ts';
import { holdPrivateServer } from '../../db/private-server/anchor.ts';
import { systemClock } from '../../util/clock.ts';
import { pollUntil } from '../../util/poll.ts';
import { run } from '../../util/subprocess.ts';
import { minutes } from '../../util/units.ts';
import { startFakeHosts } from '../coordination/host-switches.ts';
import type { HarnessReport } from '../coordination/harness-orders.ts';
import { writeLabConfig } from '../coordination/lab-config.ts';
import { makePrograms, type LabProcess } from '../coordination/lab-process.ts';
import { CENTRE, makeLinks, type Link } from './links.ts';
import type { NetLabResult } from './run-net-lab.ts';

const [folder = '', taskLivesWith = 'owner daemon'] = process.argv.slice(2);
const HOSTS = ['host0', 'host1'];
const say = (message: string): void => void process.stderr.write(`${message}\n`);

await run(['ip', 'link', 'set', 'lo', 'up']);
const links = await makeLinks(['a', 'b']);
const hba = join(folder, 'pg_hba.conf');
await writeFile(hba, 'local all all trust\nhost all all 10.77.0.0/16 trust\n');
const settings = { fsync: 'off', synchronous_commit: 'off', listen_addresses: CENTRE, hba_file: hba };
const server = await holdPrivateServer({ stateDir: folder, runtimeDir: folder }, 'postgres', { settings });
try {
  await ensureDatabase(server.session.queryable, 'lab');
  const location = { kind: 'private', socketDir: server.socketDir } as const;
  await using db = reconnecting(createDb(server.parameters('lab'), location));
  await bringSchemaUpToDate(db, { migrate: true });
  await syncHosts(
    db,
    HOSTS.map((name) => ({ name, flags: ['arch-amd64'], properties: {} })),
  );
  process.stdout.write(`${JSON.stringify(await runScenario(db, links['a']!, links['b']!))}\n`);
} finally {
  await server[Symbol.asyncDispose]();
  for (const { holder } of Object.values(links)) holder.kill('SIGKILL');
}

async function runScenario(db: Db, a: Link, b: Link): Promise<NetLabResult> {
  await using hosts = await startFakeHosts(join(folder, 'hosts.sock'));
  const lab = await writeLabConfig(folder, {
    database: { url: `postgresql://osstest@${CENTRE}:5432/lab` },
    coordination: {
      ownerDaemon: `${CENTRE}:4031`,
      queueDaemon: `${CENTRE}:4032`,
      holdoffMs: 100,
      retryMs: 300,
      startInhibitionMs: 0,
      pollIntervalMs: 600,
    },
  });
  const programs = await makePrograms(join(folder, 'programs'));
  const processes: LabProcess[] = (['owner', 'queue'] as const).map((kind) => programs.startDaemon(kind, lab));
  const begin = (link: Link, name: string, onReport: (report: HarnessReport) => void): void => {
    const orders = {
      name,
      seed: 1,
      config: lab,
      usesOwnerDaemon: taskLivesWith === 'owner daemon',
      usesQueue: true,
      switchSocket: join(folder, 'hosts.sock'),
      takenOut: null,
      parallel: 1,
      hosts: HOSTS,
      touches: 100_000,
    };
    processes.push(programs.startHarness(orders, onReport, link.enter));
  };
  const reports: Record<'a' | 'b', HarnessReport[]> = { a: [], b: [] };
  const until = (subject: string, isSo: () => boolean, limitMs: number): Promise<true> =>
    pollUntil(
      async () =>
        isSo()
          ? { done: true }
          : { waiting: JSON.stringify({ ...reports, log: processes.map(({ log }) => log.at(-1)) }) },
      {
        subject,
        timeoutMs: limitMs,
        intervalMs: 20,
      },
    );
  const has = (who: 'a' | 'b', kind: HarnessReport['kind']): boolean =>
    reports[who].some((report) => report.kind === kind);
  try {
    begin(a, 'a', (report) => reports.a.push(report));
    await until('a to get both hosts', () => has('a', 'got'), minutes(10));
    begin(b, 'b', (report) => reports.b.push(report));
    await until('b to wait for them', () => has('b', 'wants'), minutes(10));
    await systemClock.sleep(1000);
    say('a loses its link');
    const cutAt = systemClock.now();
    await a.cut();
    await until('b to get both hosts', () => has('b', 'got'), minutes(10));
    const takenOverMs = systemClock.now() - cutAt;
    say(`b has a's hosts after ${takenOverMs} ms; the link of a is restored`);
    await systemClock.sleep(1000);
    await a.mend();
    const mendedAt = systemClock.now();
    await until('a to end its job', () => has('a', 'lost'), minutes(10));
    const noticedMs = Math.max(0, systemClock.now() - mendedAt);
    await systemClock.sleep(2000);
    const owners = (await listHosts(db)).map(({ owner }) => owner?.subtask ?? null);
    const failures = [...reports.a, ...reports.b].flatMap((report) =>
      report.kind === 'failed' ? [report.message] : [],
    );
    return { takenOverMs, noticedMs, violations: hosts.violations, failures, owners, touches: hosts.touches };
  } finally {
    for (const each of processes) each.kill('SIGKILL');
    await Promise.all(processes.map(({ ended }) => ended));
  }
}
