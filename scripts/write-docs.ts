// Writes the documents that are made from the code: docs/cli.md, the tables of docs/config.md, the list of exports.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedDocs } from '../lib/contract/generated-docs.ts';
import { ROOT } from '../lib/contract/source-tree.ts';

for (const [path, text] of await generatedDocs()) await writeFile(join(ROOT, path), text);
