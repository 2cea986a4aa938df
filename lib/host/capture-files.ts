import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { run } from '../util/subprocess.ts';

/**
 * Copies files from a host into a local folder, with their paths below it; files that are not there are passed over.
 *
 * @param patterns - absolute, as a shell expands them.
 * @throws CommandError (`COMMAND_FAILED`, blame test), SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab)
 */
export async function captureFiles(
  host: Host,
  patterns: readonly string[],
  folder: string,
  wait: WaitOptions = {},
): Promise<void> {
  const archive = join(folder, '.capture.tar.gz');
  // in memory where there is such a place: the disk may be full
  const name = 'osstest-capture.tar.gz';
  const remote = `${await host.text('[ -d /dev/shm ] && echo /dev/shm || echo /tmp', wait)}/${name}`;
  // a log that is written to while tar reads it makes tar exit 1
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
