import type { DebianHost } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { minutes } from '../util/units.ts';

/**
 * Installs the missing ones of these Debian packages on a host, and returns their names.
 *
 * @throws CommandError (`COMMAND_FAILED`, blame test)
 */
export async function installPackages(
  host: DebianHost,
  packages: readonly string[],
  { signal, timeoutMs = minutes(15) }: WaitOptions = {},
): Promise<readonly string[]> {
  const listed = await host.text(['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status}\\n', ...packages], {
    signal,
    okExitCodes: [0, 1], // 1: dpkg does not know some of them
  });
  const installed = new Set(
    listed.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0] ?? ''] : [])),
  );
  const missing = packages.filter((name) => !installed.has(name));
  if (missing.length === 0) return missing;
  const apt = 'DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends';
  await host.exec(['sh', '-ec', `apt-get -q update; ${apt} install "$@"`, 'install', ...missing], {
    signal,
    timeoutMs,
  });
  return missing;
}
