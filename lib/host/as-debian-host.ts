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
 * Returns the host with facts about its Debian, which it reads from the host.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - the host does not run Debian.
 * @throws SshConnectionError (`SSH_CONNECTION_FAILED`, blame lab)
 */
export async function asDebianHost(host: Host): Promise<DebianHost> {
  const { stdout } = await host.exec(COMMAND, { okExitCodes: 'any' });
  const facts = parseKeyValues(stdout);
  if (facts['id'] !== 'debian')
    throw new HostStateError(host.name, 'debian', `its /etc/os-release has ID=${facts['id'] ?? '(nothing)'}`);
  const debian: DebianFacts = {
    version: facts['version'] ?? '',
    suite: facts['suite'] ?? '',
    kernel: facts['kernel'] ?? '',
    arch: facts['arch'] ?? '',
  };
  return { ...host, debian };
}

/** Parses lines of `key=value`. */
function parseKeyValues(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}
