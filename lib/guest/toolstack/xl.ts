import type { DomainState, Toolstack } from '../../../typings/guest.ts';
import type { Host } from '../../../typings/host.ts';
import { seconds } from '../../util/units.ts';

/** Xen's own toolstack, driven by its command `xl`. */
export function xlToolstack(host: Host): Toolstack {
  return {
    name: 'xl',
    create: async (configPath, options) => {
      await host.exec(['xl', 'create', configPath], { timeoutMs: seconds(60), ...options });
    },
    shutdown: async (domain, options) => {
      await host.exec(['xl', 'shutdown', '-w', domain], { timeoutMs: seconds(200), ...options });
    },
    destroy: async (domain, options) => {
      await host.exec(['xl', 'destroy', domain], { timeoutMs: seconds(60), ...options });
    },
    state: async (domain) => {
      const { exitCode, stdout } = await host.exec(['xl', 'list', domain], {
        okExitCodes: 'any',
        timeoutMs: seconds(30),
      });
      return exitCode === 0 ? parseDomainState(stdout) : 'absent';
    },
    list: async () => parseDomainNames(await host.text(['xl', 'list'], { timeoutMs: seconds(30) })),
  };
}

/** Source: column State of `xl list`: one letter or `-` for each of running, blocked, paused, shutdown, crashed, dying. */
function parseDomainState(listing: string): DomainState {
  const line = listing.trim().split('\n').at(1);
  const flags = line?.split(/\s+/).at(4) ?? '';
  if (flags.includes('d')) return 'dying';
  if (flags.includes('c')) return 'crashed';
  if (flags.includes('s')) return 'shutdown';
  if (flags.includes('p')) return 'paused';
  if (flags.includes('b')) return 'blocked';
  return line === undefined ? 'absent' : 'running';
}

/** Names of all domains, dom0 first. */
const parseDomainNames = (listing: string): readonly string[] =>
  listing
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/)[0] ?? '');
