import type { Host } from '../../typings/host.ts';
import type { BuildOutput } from '../../typings/test.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { fail } from '../errors/general-errors.ts';
import { minutes } from '../util/units.ts';

/**
 * Unpacks a build output on a host below `root`, after comparing the copied file with the digest of the stashed one.
 *
 * @param options - `root`: absolute; default `/`.
 * @throws TestFailedError (`TEST_FAILED`, blame test) - the copied file differs.
 * @throws CommandError (`COMMAND_FAILED`, blame test), SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab)
 *
 * Source: osstest ts-xen-install, target_extract_jobdistpath.
 */
export async function installOutput(
  host: Host,
  output: BuildOutput,
  options: WaitOptions & { readonly root?: string } = {},
): Promise<void> {
  const { root = '/', signal, timeoutMs = minutes(10) } = options;
  const wait = { signal, timeoutMs };
  const remote = `/tmp/osstest-${output.flight}.${output.job}-${output.part}dist.tar.gz`;
  await host.ssh.putFile(output.path, remote, wait);
  const arrived = (await host.text(['sha256sum', remote], wait)).split(' ')[0];
  if (arrived !== output.sha256) {
    fail(
      `${host.name}: ${output.name} of ${output.flight}.${output.job} arrived with SHA-256 ${arrived}, sent ${output.sha256}`,
    );
  }
  await host.exec(['mkdir', '-p', root], wait);
  await host.exec(['tar', '-C', root, '--no-overwrite-dir', '-xzf', remote], wait);
  await host.exec(['rm', '-f', remote], wait);
  host.emitter.progress(`${host.name}: ${output.part}dist of ${output.flight}.${output.job} is installed in ${root}`);
}
