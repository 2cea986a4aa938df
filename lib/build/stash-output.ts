import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoteShellWord } from '../util/quote.ts';
import { minutes } from '../util/units.ts';
import type { BuildContext } from './clone-tree.ts';

/** A part of a build output. */
export interface OutputPart {
  /** `''`, `xen`, `kern`, ...: the PART of the runvars `PARTbuildjob` of test jobs. */
  readonly part: string;
  /** Absolute, on the host. The patterns are relative to it. */
  readonly folder: string;
  /** Shell patterns; those that match no file are ignored. */
  readonly patterns: readonly string[];
}

/**
 * Moves a part of a build output into the stash as `build/PARTdist.tar.gz`, and records the path in `path_PARTdist`. Equal
 * files give equal archives. Several parts divide a folder: each takes the files that the earlier parts have left.
 *
 * @returns false if no file matches.
 * @throws CommandError (`COMMAND_FAILED`, blame test), StashError (`STASH_FAILED`, blame lab)
 *
 * Source: replaces osstest's built_stash; runvars path_dist, path_xendist, path_kerndist.
 */
export async function stashOutput(context: BuildContext, { part, folder, patterns }: OutputPart): Promise<boolean> {
  const { host, runvars, stash, signal } = context;
  const wait = { signal, timeoutMs: minutes(20) };
  const remote = `${folder}.${part}dist.tar.gz`;
  const list = `for f in ${patterns.join(' ')}; do if [ -e "$f" ] || [ -L "$f" ]; then printf '%s\\0' "$f"; fi; done`;
  const archive = [
    `cd ${quoteShellWord(folder)}`,
    `${list} > ../parts.list`,
    '[ -s ../parts.list ] || exit 3',
    'tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --null -T ../parts.list -cf - ' +
      `| gzip -n > ${quoteShellWord(remote)}`,
    'xargs -0 rm -rf < ../parts.list',
  ].join('\n');
  const { exitCode } = await host.exec(['sh', '-ec', archive], { ...wait, okExitCodes: [0, 3] });
  if (exitCode === 3) return false;
  const name = `build/${part}dist.tar.gz`;
  const scratch = await mkdtemp(join(tmpdir(), 'osstest-build-'));
  try {
    await host.ssh.getFile(remote, join(scratch, 'dist'), wait);
    await stash.putFile(name, join(scratch, 'dist'));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await runvars.set(`path_${part}dist`, name);
  return true;
}
