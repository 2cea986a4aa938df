import { listHosts } from '../../coordination/host/host-row.ts';
import { openDatabase } from '../../db/open/open-database.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { changeLab, simulateHistory, type MoreHosts } from '../../flight/forecast/simulate-history.ts';
import { listPastJobs } from '../../history/past-jobs.ts';
import { formatSimulation } from '../../report/text/simulation-text.ts';
import { currentDate } from '../../util/clock.ts';
import { days } from '../../util/units.ts';
import { defineCommand, type CliContext } from '../shared/define-command.ts';
import { LIST_FLAG } from '../flags/history-flags.ts';
import { parseTime } from '../flags/parse-values.ts';

type Flags = { readonly since?: Date; readonly add?: readonly MoreHosts[]; readonly without?: string[] };

export const command = defineCommand({
  description:
    'Replays the past jobs with the real queue, plan and allocator on a virtual clock: once on the hosts of the ' +
    'lab, and once with more or fewer hosts. Each job arrives at its recorded time, with its recorded needs and ' +
    'duration. Prints the jobs per day, the waits, and the use of each host. The simulation does not share hosts ' +
    'between jobs.',
  examples: [
    ['osstest simulate --add 4:arndale-lakeside', 'Show the effect of four more hosts like this one.'],
    [
      'osstest simulate --without rack1,rack2 --since 2014-02-18',
      'Show the effect of two missing hosts, by the jobs since a date.',
    ],
  ],
  parameters: {
    flags: {
      since: {
        kind: 'parsed',
        parse: parseTime,
        optional: true,
        placeholder: 'TIME',
        brief: 'Use the jobs of flights that started after this time; default: 3 days ago',
      },
      add: {
        kind: 'parsed',
        parse: parseMore,
        optional: true,
        variadic: true,
        placeholder: 'N:HOST',
        brief: 'Add N hosts with the flags of this host, such as 4:arndale-lakeside; may be repeated',
      },
      without: { ...LIST_FLAG, brief: 'Remove these hosts' },
    },
  },
  async run(context: CliContext, { since, add = [], without = [] }: Flags): Promise<void> {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const hosts = await listHosts(db);
    const changed = changeHosts(() => changeLab(hosts, { more: add, without }));
    const past = await listPastJobs(db, since ?? new Date(currentDate().getTime() - days(3)));
    if (past.length === 0)
      throw new UsageError('no job ran on a host in that time: write an earlier time with --since');
    context.progress(`${past.length} jobs on ${hosts.length} hosts`);
    const before = await simulateHistory(past, hosts);
    context.progress(`the same on ${changed.length} hosts`);
    const after = await simulateHistory(past, changed);
    context.print({ now: before, changed: after }, formatSimulation(before, after));
  },
});

function changeHosts<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

function parseMore(text: string): MoreHosts {
  const [, count, like] = /^([1-9]\d{0,2}):(.+)$/.exec(text) ?? [];
  if (count === undefined || like === undefined) throw new UsageError(`--add ${text}: write N:HOST, such as 4:host7`);
  return { count: Number(count), like };
}
