import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { run } from '../util/subprocess.ts';

/**
 * Copies files from a host into a local folder, with their paths below it. Missing files are skipped.
 *
 * @param patterns - absolute paths, which the shell of the host expands.
 * @throws CommandError (`COMMAND_FAILED`, blame test), SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab)
 */
export async function captureFiles(
  host: Host,
  patterns: readonly string[],
  folder: string,
  wait: WaitOptions = {},
): Promise<void> {
  const archive = join(folder, '.capture.tar.gz');
  // in memory if the host has /dev/shm: its disk may be full
  const name = 'osstest-capture.tar.gz';
  const remote = `${await host.text('[ -d /dev/shm ] && echo /dev/shm || echo /tmp', wait)}/${name}`;
  // tar exits 1 if a log changes while it is read
  await host.exec(
    `for f in ${patterns.join(' ')}; do [ -f "$f" ] && printf '%s\\0' "$f"; done | tar -C / --null -T - -czf ${remote} --warning=none --ignore-failed-read`,
    { ...wait, okExitCodes: [0, 1] },
  );
  await host.ssh.getFile(remote, archive, wait);
  await host.exec(['rm', '-f', remote], wait);
  await run(['tar', '-C', folder, '--no-same-owner', '--no-same-permissions', '-xzf', archive], {
    signal: wait.signal,
  });
  await rm(archive);
}
