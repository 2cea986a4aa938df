import type { DebianFacts, DebianHost, Host } from '../../typings/host.ts';
import { HostStateError } from '../errors/host-errors.ts';

const COMMAND = [
  '. /etc/os-release',
  'echo "id=$ID"',
  'echo "suite=$VERSION_CODENAME"',
  'echo "version=$(cat /etc/debian_version)"',
  'echo "kernel=$(uname -r)"',
  'echo "arch=$(dpkg --print-architecture)"',
].join('; ');

/**
 * Looks at what runs on the host.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - it is not Debian.
 * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab)
 */
export async function asDebianHost(host: Host): Promise<DebianHost> {
  const { stdout } = await host.exec(COMMAND, { okExitCodes: 'any' });
  const facts = parseKeyValues(stdout);
  if (facts['id'] !== 'debian')
    throw new HostStateError(host.name, 'debian', `its /etc/os-release says ID=${facts['id'] ?? '(nothing)'}`);
  const debian: DebianFacts = {
    version: facts['version'] ?? '',
    suite: facts['suite'] ?? '',
    kernel: facts['kernel'] ?? '',
    arch: facts['arch'] ?? '',
  };
  return { ...host, debian };
}

/** Lines of `key=value`. */
function parseKeyValues(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}
