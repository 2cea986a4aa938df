import type { DomainState, Toolstack } from '../../../typings/guest.ts';
import type { Host } from '../../../typings/host.ts';
import type { WaitOptions } from '../../../typings/wire.ts';
import { minutes, seconds } from '../../util/units.ts';

/** Xen's own toolstack, driven by its command `xl`. */
export function xlToolstack(host: Host): Toolstack {
  const xl =
    (timeoutMs: number) =>
    async (words: readonly string[], options: WaitOptions = {}): Promise<void> => {
      await host.exec(['xl', ...words], { timeoutMs, ...options });
    };
  const [order, move] = [xl(seconds(60)), xl(minutes(5))];
  return {
    name: 'xl',
    create: (configPath, options) => order(['create', configPath], options),
    shutdown: (domain, options) => xl(seconds(200))(['shutdown', '-w', domain], options),
    destroy: (domain, options) => order(['destroy', domain], options),
    reboot: (domain, options) => order(['reboot', domain], options),
    pause: (domain, options) => order(['pause', domain], options),
    unpause: (domain, options) => order(['unpause', domain], options),
    save: (domain, path, options) => move(['save', domain, path], options),
    restore: (path, options) => move(['restore', path], options),
    // With an empty command in place of ssh, xl runs the receiver itself: a box need not be able to log in to itself.
    migrateLocally: (domain, options) => move(['migrate', '-s', '', domain, 'xl migrate-receive'], options),
    migrateTo: (domain, address, options) => xl(minutes(15))(['migrate', domain, address], options),
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
