import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { reconnecting } from '../../db/reconnect.ts';
import { createDb, type Db } from '../../db/db.ts';
import { bringSchemaUpToDate } from '../../db/migrate.ts';
import { ensureDatabase } from '../../db/private-database.ts';
import { holdPrivateServer } from '../../db/private-server/anchor.ts';
import { makePrivateDir } from '../../db/private-server/site.ts';

/** What is committed must stay so when the server crashes; that the machine does not is given. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '400' };

/** A PostgreSQL server that may be killed. */
export interface LabServer {
  kill(): void;
  /** Starts it again, if it does not run. */
  revive(): Promise<void>;
}

/** Does `work` with a database of a server that is its own, in a folder; the server is stopped at the end, however often it was killed. */
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
    // a crash of the server took our session along, and with it our right to stop it: once more
    const again = await hold();
    await again[Symbol.asyncDispose]();
  }
}
