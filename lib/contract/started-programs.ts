import { read, type SourceFile } from './source-tree.ts';

/** Programs that every Debian has (in essential packages, or with apt and node), and optional programs. */
const ALWAYS_THERE = new Set(
  // xdg-open is optional: `report open` prints the alternative.
  'apt-config bash chown env find gzip id ldd npm script sh sync tar xdg-open'.split(' '),
);

/** Programs in a package that the tables list by another program. */
const COMES_WITH: Readonly<Record<string, string>> = {
  dropbearkey: 'dropbear',
  scp: 'ssh-keygen',
  unshare: 'setpriv',
};

const TABLES = ['lib/qemu/tools/debian-packages.txt', 'scripts/test-packages.txt'].map(read).join('\n');
const LISTED = new Set([...TABLES.matchAll(/^[^#\s]\S* +(\S+)/gm)].map(([, program = '']) => program));

/** Returns the programs that a file starts on the harness's machine by name and that no package table lists. */
export function unlistedPrograms(file: Pick<SourceFile, 'path' | 'text'>): readonly string[] {
  const started = /\b(?:run\(\[|spawn\(|spawnTied\(\[|findQemuTool\()\s*'([^'/]+)'/g;
  return [...file.text.matchAll(started)]
    .map(([, program = '']) => program)
    .filter((program) => !ALWAYS_THERE.has(program) && !LISTED.has(COMES_WITH[program] ?? program))
    .map((program) => `${file.path}: ${program}`);
}
