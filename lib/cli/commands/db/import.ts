import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { importDatabase } from '../../../db/transfer/import-database.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { spawnTied } from '../../../util/subprocess.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description:
    'Reads a dump into an empty database, in one transaction. The dump is one of `osstest db export`, or a plain ' +
    'dump of pg_dump, also of the original harness. Names that end in .gz or .xz are decompressed.',
  examples: [
    ['osstest db import backup.sql.gz', 'Restore a dump.'],
    ['osstest db import -', 'Read the dump from standard input.'],
  ],
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'FILE', brief: 'File to read; - for standard input' }],
    },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, file: string): Promise<void> {
    const config = await context.loadConfig();
    const summary = await importDatabase(config, await openDump(file), {
      signal: context.signal,
      onProgress: (message) => context.progress(message),
    });
    context.print({ file, ...summary }, `${file}: ${summary.rows} rows read`);
  },
});

async function openDump(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === '-') return process.stdin;
  await access(file).catch((cause: unknown) => {
    throw new UsageError(`${file}: cannot be read`, { cause });
  });
  if (file.endsWith('.xz')) {
    const { stdout } = spawnTied(['xz', '-dc', file], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (stdout === null) throw new UsageError(`${file}: xz does not start`);
    return stdout;
  }
  const stream = createReadStream(file);
  return file.endsWith('.gz') ? stream.pipe(createGunzip()) : stream;
}
