import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { reconnecting } from '../../db/reconnect.ts';
import { createDb, type Db } from '../../db/db.ts';
import { bringSchemaUpToDate } from '../../db/migrate.ts';
import { ensureDatabase } from '../../db/private-database.ts';
import { holdPrivateServer } from '../../db/private-server/anchor.ts';
import { makePrivateDir } from '../../db/private-server/site.ts';

/** Committed data must survive a crash of the server, but not of the machine. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '400' };

/** A PostgreSQL server that the test may kill. */
export interface LabServer {
  kill(): void;
  /** Starts the server again if it is not running. */
  revive(): Promise<void>;
}

/** Runs `work` with a database of a new server in a folder, and stops the server afterwards, even if it was killed often. */
export async function withLabServer<T>(folder: string, work: (db: Db, server: LabServer) => Promise<T>): Promise<T> {
  await makePrivateDir(folder);
  const paths = { stateDir: folder, runtimeDir: folder };
  const hold = (): ReturnType<typeof holdPrivateServer> => holdPrivateServer(paths, 'postgres', { settings: SETTINGS });
  const holds = [await hold()];
  const [first] = holds;
  try {
    await ensureDatabase(first!.session.queryable, 'lab');
    const location = { kind: 'private', socketDir: first!.socketDir } as const;
    await using db = reconnecting(createDb(first!.parameters('lab'), location));
    await bringSchemaUpToDate(db, { migrate: true });
    const revive = async (): Promise<void> => void holds.push(await hold());
    const pidFile = join(first!.site.dataDir, 'postmaster.pid');
    const kill = (): void => void process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
    return await work(db, { kill, revive });
  } finally {
    for (const each of holds) await each[Symbol.asyncDispose]();
    // a crash of the server ended this session and thereby the right to stop the server: open another one
    const again = await hold();
    await again[Symbol.asyncDispose]();
  }
}
