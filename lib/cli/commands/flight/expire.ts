import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../../../typings/config.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { expireFiles } from '../../../record/flights/expire-files.ts';
import { formatBytes } from '../../../util/units.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';
import { PUBLISHED_PAGE } from '../../pages/published-page.ts';
import { writeFlightPage } from '../../pages/write-flight-page.ts';

export const command = defineCommand({
  description:
    'Removes the files of old flights by the rules of `files` in the configuration; run it from cron. It retains ' +
    'the files of flights that are pinned, not finished, or needed by a waiting job. The records of the flights ' +
    'remain. Before the files are removed, the pages are rewritten to state that they have expired.',
  examples: [
    ['osstest flight expire --dry-run', 'List the files that would be removed.'],
    ['osstest flight expire', 'Remove them.'],
  ],
  parameters: {
    flags: {
      dryRun: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'List the files without removing them',
      },
    },
    positional: { kind: 'tuple', parameters: [] },
  },
  async run(context: CliContext, { dryRun = false }: { readonly dryRun?: boolean }) {
    const config = await context.loadConfig();
    const { stashDir } = config.paths;
    const { publishDir } = config.files;
    await using db = await openDatabase(config, { signal: context.signal });
    const expired = await expireFiles(db, {
      folders: publishDir === null ? [stashDir] : [stashDir, publishDir],
      policy: config.files,
      dryRun,
      onExpired: (flight) => rewritePages(config, flight, context.signal),
    });
    const lines = expired.map(
      ({ flight, startedAt, bytes, why }) =>
        `flight ${flight} of ${startedAt.toISOString().slice(0, 10)}: ${formatBytes(bytes)} ${dryRun ? 'would expire' : 'expired'} (${why})`,
    );
    context.print(expired, lines.length === 0 ? 'nothing expires' : lines.join('\n'));
  },
});

/** Rewrites the existing pages of a flight, so that they state that its files have expired. */
async function rewritePages(config: Config, flight: number, signal: AbortSignal): Promise<void> {
  const { stashDir } = config.paths;
  const { publishDir } = config.files;
  const published = publishDir === null ? [] : [join(publishDir, String(flight), PUBLISHED_PAGE)];
  for (const page of [join(stashDir, String(flight), 'report.html'), ...published]) {
    if (existsSync(page)) await writeFlightPage(config, flight, { output: page, signal });
  }
}
