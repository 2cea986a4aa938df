import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { harnessVersion, isOlder } from '../../db/harness-version.ts';
import { knownMigrations } from '../../db/migrate.ts';
import { DeployError } from '../../errors/gate-errors.ts';

/**
 * Checks that a version can be tested without excluding the versions in use. Opening a database migrates it, and some
 * migrations exclude older versions.
 *
 * @throws DeployError (`DEPLOY_FAILED`, blame lab) - a migration of the version excludes this osstest.
 */
export async function checkMigrations(folder: string): Promise<void> {
  const known = await knownMigrations();
  const migrations = join(folder, 'lib', 'db', 'migrations');
  for (const file of (await readdir(migrations)).sort()) {
    const name = file.replace(/\.sql$/, '');
    if (name === file || known.includes(name)) continue;
    const text = await readFile(join(migrations, file), 'utf8');
    const oldest = /schema_marks[^;]*values\s*\(\s*'[^']*'\s*,\s*'([^']+)'/.exec(text)?.[1];
    if (oldest === undefined || !isOlder(harnessVersion, oldest)) continue;
    throw new DeployError(
      `migration ${name} would exclude every osstest before ${oldest}, such as this one (${harnessVersion}); ` +
        'stop the gates, then deploy that version by hand',
    );
  }
}
