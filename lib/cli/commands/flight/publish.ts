import { join } from 'node:path';
import type { Config } from '../../../../typings/config.ts';
import { openDatabase } from '../../../db/open-database.ts';
import { ConfigKeyError } from '../../../errors/config-errors.ts';
import { publishFiles } from '../../../record/flights/publish-files.ts';
import { defineCommand, type CliContext } from '../../define-command.ts';
import { FLIGHT_ARGUMENT } from '../../flags/history-flags.ts';
import { PUBLISHED_PAGE } from '../../published-page.ts';
import { writeFlightPage } from '../../write-flight-page.ts';

export const command = defineCommand({
  description:
    'Puts its files, and its page with links to them, into `files.publishDir`, for example the folder of a web server. May ' +
    'be called again at any time: what is there already stays.',
  parameters: { flags: {}, positional: { kind: 'tuple', parameters: [FLIGHT_ARGUMENT] } },
  async run(context: CliContext, _flags: Record<string, never>, flight: number) {
    const config = await context.loadConfig();
    const { publishDir } = config.files;
    if (publishDir === null) throw new ConfigKeyError('files.publishDir', 'is not set, so there is nowhere to publish');
    const files = await publish(config, { flight, publishDir }, context.signal);
    const page = join(publishDir, String(flight), PUBLISHED_PAGE);
    await writeFlightPage(config, flight, { output: page, filesDir: publishDir, signal: context.signal });
    context.print({ flight, files, page }, `${page} (${files} new files)`);
  },
});

/** Gives how many files are new. */
async function publish(
  config: Config,
  { flight, publishDir }: { readonly flight: number; readonly publishDir: string },
  signal: AbortSignal,
): Promise<number> {
  await using db = await openDatabase(config, { signal });
  return await publishFiles(db, { flight, stashDir: config.paths.stashDir, publishDir });
}
