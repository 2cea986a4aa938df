import { join } from 'node:path';
import type { Config } from '../../../../typings/config.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { ConfigKeyError } from '../../../errors/config-errors.ts';
import { publishFiles } from '../../../record/flights/publish-files.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';
import { PUBLISHED_PAGE } from '../../pages/published-page.ts';
import { writeFlightPage } from '../../pages/write-flight-page.ts';

export const command = defineCommand({
  description:
    'Copies the files of a flight, and its page with links to them, to `files.publishDir`, such as the folder of ' +
    'a web server. You can repeat the command at any time: it copies only new files.',
  examples: [['osstest flight publish 77', 'Publish flight 77.']],
  parameters: { flags: {}, positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] } },
  async run(context: CliContext, _flags: Record<string, never>, flight: number) {
    const config = await context.loadConfig();
    const { publishDir } = config.files;
    if (publishDir === null)
      throw new ConfigKeyError('files.publishDir', 'is not set; set it to the folder to publish to');
    const files = await publish(config, { flight, publishDir }, context.signal);
    const page = join(publishDir, String(flight), PUBLISHED_PAGE);
    await writeFlightPage(config, flight, { output: page, filesDir: publishDir, signal: context.signal });
    context.print({ flight, files, page }, `${page} (${files} new files)`);
  },
});

/** Copies the files; returns the number of new ones. */
async function publish(
  config: Config,
  { flight, publishDir }: { readonly flight: number; readonly publishDir: string },
  signal: AbortSignal,
): Promise<number> {
  await using db = await openDatabase(config, { signal });
  return await publishFiles(db, { flight, stashDir: config.paths.stashDir, publishDir });
}
