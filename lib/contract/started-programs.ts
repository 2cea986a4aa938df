import { read, type SourceFile } from './source-tree.ts';

/** In every Debian (packages that are essential, or that apt and node bring), or for people who have it. */
const ALWAYS_THERE = new Set(
  // `report open` says what to do without xdg-open.
  'apt-config bash chown env find gzip id ldd npm script sh sync tar xdg-open'.split(' '),
);

/** Programs of packages that are known by another one. */
const COMES_WITH: Readonly<Record<string, string>> = {
  dropbearkey: 'dropbear',
  scp: 'ssh-keygen',
  unshare: 'setpriv',
};

const TABLES = ['lib/qemu/tools/debian-packages.txt', 'scripts/test-packages.txt'].map(read).join('\n');
const LISTED = new Set([...TABLES.matchAll(/^[^#\s]\S* +(\S+)/gm)].map(([, program = '']) => program));

/** Programs, by their names in the code, that a file starts on the harness's machine and no package table has. */
export function unlistedPrograms(file: Pick<SourceFile, 'path' | 'text'>): readonly string[] {
  const started = /\b(?:run\(\[|spawn\(|spawnTied\(\[|findQemuTool\()\s*'([^'/]+)'/g;
  return [...file.text.matchAll(started)]
    .map(([, program = '']) => program)
    .filter((program) => !ALWAYS_THERE.has(program) && !LISTED.has(COMES_WITH[program] ?? program))
    .map((program) => `${file.path}: ${program}`);
}
