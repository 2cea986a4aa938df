import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { exportDatabase } from '../../../db/transfer/export-database.ts';
import { replaceFile } from '../../../util/atomic-file.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

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
    const summary = await replaceFile(file, async (temporary) => {
      const output = createWriteStream(temporary);
      const target = file.endsWith('.gz') ? createGzip() : output;
      if (target !== output) target.pipe(output);
      try {
        const exported = await exportDatabase(config, target, { signal: context.signal });
        target.end();
        await finished(output);
        return exported;
      } finally {
        output.destroy();
      }
    });
    context.print({ file, ...summary }, `${file}: ${summary.rows} rows of ${summary.tables} tables`);
  },
});
