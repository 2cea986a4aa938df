// Generates documents from the code: docs/cli.md, the tables in docs/config.md and the list of exports.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedDocs } from '../lib/contract/generated-docs.ts';
import { compilePublicApi, renderExports } from '../lib/contract/public-api.ts';
import { ROOT } from '../lib/contract/source-tree.ts';

for (const [path, text] of await generatedDocs()) await writeFile(join(ROOT, path), text);
await writeFile(join(ROOT, 'lib/contract/exports.txt'), renderExports(compilePublicApi().exports));
