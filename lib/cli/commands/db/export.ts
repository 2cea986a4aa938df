import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { exportDatabase } from '../../../db/transfer/export-database.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';

export const command = defineCommand({
  description:
    'Writes the database as it is at one moment; other commands continue to use it. `osstest db import` and psql ' +
    'read the file. A name that ends in .gz is compressed.',
  examples: [['osstest db export backup.sql.gz', 'Write a compressed dump.']],
  parameters: {
    positional: { kind: 'tuple', parameters: [{ parse: String, placeholder: 'FILE', brief: 'File to write' }] },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, file: string): Promise<void> {
    const config = await context.loadConfig();
    const temporary = `${file}.new`;
    const output = createWriteStream(temporary);
    const target = file.endsWith('.gz') ? createGzip() : output;
    if (target !== output) target.pipe(output);
    try {
      const summary = await exportDatabase(config, target, { signal: context.signal });
      target.end();
      await finished(output);
      await rename(temporary, file);
      context.print({ file, ...summary }, `${file}: ${summary.rows} rows of ${summary.tables} tables`);
    } catch (error) {
      output.destroy();
      await rm(temporary, { force: true });
      throw error;
    }
  },
});
