import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../../typings/config.ts';
import type { Queryable } from '../../db/pg-promise.ts';
import { branchesPage } from '../../report/branches/branches-page.ts';
import { relativeHref } from '../../report/html/relative-href.ts';
import { writeFileAtomically } from '../../util/atomic-file.ts';
import { currentDate } from '../../util/clock.ts';
import { isPath } from '../../util/is-path.ts';
import { readBranchStandings } from './read-standings.ts';

/**
 * Writes the page of all branches; returns its path.
 *
 * @throws QueryError (`QUERY_FAILED`, blame lab); the system's errors of writing.
 *
 * Source: config.gate.pagesDir
 */
export async function writeBranchesPage(db: Queryable, config: Config): Promise<string> {
  const { pagesDir, branches } = config.gate;
  const named = branches.filter((branch) => !isPath(branch));
  const flightHref = (flight: number): string =>
    relativeHref(pagesDir, join(config.paths.stashDir, String(flight), 'report.html'));
  const page = branchesPage(await readBranchStandings(db, named), { generatedAt: currentDate(), flightHref });
  await mkdir(pagesDir, { recursive: true });
  const path = join(pagesDir, 'branches.html');
  await writeFileAtomically(path, page);
  return path;
}
