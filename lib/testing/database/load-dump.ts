import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { copyRows } from '../../db/copy-rows.ts';
import type { Db } from '../../db/db.ts';
import { connectDirectly } from '../../db/direct-connection.ts';

const COPY = /^COPY public\.(\S+ \([^)]*\)) FROM stdin;\n((?:(?!\\\.\n).*\n)*)\\\.\n/gm;

/** Loads the rows of the given tables from a pg_dump text (gzip) into existing tables. */
export async function loadDump(db: Db, path: string, tables: readonly string[]): Promise<void> {
  const text = gunzipSync(await readFile(path)).toString();
  const connection = await connectDirectly(db.parameters);
  try {
    for (const table of tables) {
      const [, target, rows] = [...text.matchAll(COPY)].find(([, name]) => name?.startsWith(`${table} `)) ?? [];
      if (target === undefined || rows === undefined) throw new RangeError(`${path}: no table ${table}`);
      await copyRows(connection, target, [rows]);
    }
  } finally {
    await connection.end();
  }
}
