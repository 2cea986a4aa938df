// Rewrites lib/db/schema.sql: the schema that the migrations create in an empty database.
import { writeFile } from 'node:fs/promises';
import { formatSchema } from '../lib/db/schema-text.ts';
import { freshDatabase } from '../lib/testing/database/fresh-database.ts';

await using db = await freshDatabase();
const header =
  '-- What the migrations make of an empty database. Written by `npm run db:dump`; a test fails when it is stale.\n\n';
await writeFile(new URL('../lib/db/schema.sql', import.meta.url), header + (await formatSchema(db)));
