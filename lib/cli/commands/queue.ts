import { describeOwner, listHosts, type HostRow } from '../../coordination/host/host-row.ts';
import { listWaiters, type Waiter, type Wish } from '../../coordination/queue/list-waiters.ts';
import { openDatabase } from '../../db/open-database.ts';
import { formatDuration } from '../../util/units.ts';
import { defineCommand, type CliContext } from '../define-command.ts';

export const command = defineCommand({
  description:
    'In the order in which they think: since when, which hosts each is expected to get and when, and who has those now. As the queue daemon noted it last.',
  parameters: {},
  async run(context: CliContext) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const waiters = await listWaiters(db);
    const hosts = new Map((await listHosts(db)).map((host) => [`host ${host.name}`, host]));
    const lines = waiters.flatMap((waiter) => formatWaiter(waiter, hosts));
    context.print(waiters, lines.length === 0 ? 'Nobody waits.' : lines.join('\n'));
  },
});

function formatWaiter(waiter: Waiter, hosts: ReadonlyMap<string, HostRow>): string[] {
  const since = formatDuration(Math.max(0, Date.now() - waiter.sinceMs));
  const head = `${waiter.place}. ${waiter.job ?? waiter.peer} (${waiter.peer}) waits ${since}`;
  if (waiter.wishes.length === 0) return [`${head}; has not had its turn yet`];
  return [head, ...waiter.wishes.map((wish) => `   ${formatWish(wish, hosts.get(wish.reso))}`)];
}

function formatWish({ reso, startMs }: Wish, host: HostRow | undefined): string {
  const owner = host?.owner ?? null;
  const now = owner === null ? 'free now' : `now ${describeOwner(owner)}`;
  return `${reso}: expected ${new Date(startMs).toISOString()}; ${now}`;
}
