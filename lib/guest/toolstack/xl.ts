import type { DomainInfo, DomainState, Toolstack } from '../../../typings/guest.ts';
import type { Host } from '../../../typings/host.ts';
import type { WaitOptions } from '../../../typings/wire.ts';
import { CommandError } from '../../errors/command-errors.ts';
import { minutes, seconds } from '../../util/units.ts';

/** Returns Xen's own toolstack, which is the command `xl`. */
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
    // With an empty command in place of ssh, xl runs the receiver itself: the host needs no login to itself.
    migrateLocally: (domain, options) => move(['migrate', '-s', '', domain, 'xl migrate-receive'], options),
    migrateTo: (domain, address, options) => xl(minutes(15))(['migrate', domain, address], options),
    inspect: async (domain) => {
      try {
        return parseDomain(await host.text(['xl', 'list', domain], { timeoutMs: seconds(30) }));
      } catch (error) {
        if (error instanceof CommandError && NO_SUCH_DOMAIN.test(error.stderr)) return ABSENT;
        throw error;
      }
    },
    describeEnd: async (domain) => {
      const command = ['sh', '-c', FIND_END, 'sh', `/var/log/xen/xl-${domain}.log`];
      return parseNotedEnd((await host.exec(command, { okExitCodes: 'any', timeoutMs: seconds(20) })).stdout);
    },
    list: async () => parseDomainNames(await host.text(['xl', 'list'], { timeoutMs: seconds(30) })),
  };
}

const ABSENT: DomainInfo = { state: 'absent', domid: null };

/**
 * Parses the entry of a domain. Source: columns ID and State of `xl list`: one letter or `-` for each of running, blocked,
 * paused, shutdown, crashed, dying.
 */
function parseDomain(listing: string): DomainInfo {
  const [, id, , , flags = ''] = listing.trim().split('\n').at(1)?.split(/\s+/) ?? [];
  return id === undefined ? ABSENT : { state: parseState(flags), domid: Number(id) };
}

function parseState(flags: string): DomainState {
  if (flags.includes('d')) return 'dying';
  if (flags.includes('c')) return 'crashed';
  if (flags.includes('s')) return 'shutdown';
  if (flags.includes('p')) return 'paused';
  return flags.includes('b') ? 'blocked' : 'running';
}

/** The error of xl for a name that no domain has, and for a domain that ends during the command. */
const NO_SUCH_DOMAIN = /invalid domain identifier|does not exist/;

/** Source: SHUTDOWN_* in Xen's public/sched.h, in its order. */
const SHUTDOWN_REASONS = ['power-off', 'reboot', 'suspension', 'a crash', 'its watchdog', 'soft reset'];

/**
 * Argument: log of xl's process for a domain. Prints the last line about an end, which is that of the newest domain of this
 * name. Then prints the error of Xen about that domain.
 */
const FIND_END = `line=$(grep 'has shut down' "$1" | tail -n 1)
echo "$line"
id=$(echo "$line" | sed 's/Domain \\([0-9]*\\) .*/\\1/')
[ -n "$id" ] && xl dmesg | grep -E "[(]XEN[)] d$id(v[0-9]+)? .*([Ff]ault|[Cc]rash)" | tail -n 1`;

function parseNotedEnd(found: string): string | null {
  const [end = '', printed = ''] = found.split('\n');
  const code = /has shut down, reason code (\d+)/.exec(end)?.[1];
  if (code === undefined) return null;
  const how = `shut down by ${SHUTDOWN_REASONS[Number(code)] ?? `reason ${code}`}`;
  return printed === '' ? how : `${how} (Xen: ${printed.replace('(XEN) ', '')})`;
}

/** Returns the names of all domains, dom0 first. */
const parseDomainNames = (listing: string): readonly string[] =>
  listing
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/)[0] ?? '');
