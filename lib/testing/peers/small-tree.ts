import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../util/subprocess.ts';

/** A git tree that builds like Xen's, but in seconds: `configure`, `make dist`, files in `dist/install`. */
export interface SmallTree {
  readonly url: string;
  /** Commits a new output of its program and returns the commit. */
  commit(greeting: string): Promise<string>;
}

const FILES = {
  configure: `#!/bin/sh
set -e
cc --version | head -1
echo "CFLAGS = -O2 -Wall" > config.mk
`,
  Makefile: `include config.mk
-include .config
dist: hello
\tmkdir -p dist/install/boot dist/install/usr/local/bin
\tinstall hello dist/install/usr/local/bin/hello
\tgzip -nc hello > dist/install/boot/xen-small.gz
\tln -s xen-small.gz dist/install/boot/xen.gz
hello: hello.c
\tcc $(CFLAGS) -o $@ $<
`,
};

const program = (greeting: string): string => `#include <stdio.h>
int main(void) { ${greeting === '' ? 'does not compile' : `puts("${greeting}")`}; return 0; }
`;

/** Creates the tree in an empty folder; with an empty greeting it does not compile. */
export async function makeSmallTree(folder: string): Promise<SmallTree> {
  await mkdir(folder, { recursive: true });
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  const git = async (...words: string[]): Promise<string> =>
    (await run(['git', '-C', folder, ...who, ...words])).stdout.trim();
  await git('init', '-q', '-b', 'master');
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  await chmod(join(folder, 'configure'), 0o755);
  return {
    url: folder,
    commit: async (greeting) => {
      await writeFile(join(folder, 'hello.c'), program(greeting));
      await git('add', '-A');
      await git('commit', '-q', '-m', `say ${greeting}`);
      return git('rev-parse', 'HEAD');
    },
  };
}
