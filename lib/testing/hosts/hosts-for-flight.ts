import type { PlannedJob } from '../../../typings/flight-plan.ts';
import { syncHosts } from '../../coordination/host/sync-hosts.ts';
import type { Queryable } from '../../db/pg-promise.ts';

/** Adds hosts for every job of a flight to the database: two of each required kind, for jobs that need a pair. */
export async function syncHostsFor(db: Queryable, jobs: readonly PlannedJob[], more: readonly string[]): Promise<void> {
  const kinds = new Set(jobs.flatMap(({ runvars }) => kindsOf(runvars)));
  const hosts = [...kinds].flatMap((kind, index) =>
    ['a', 'b'].map((letter) => ({
      name: `host-${letter}${index}`,
      flags: [...kind.split(',').filter((flag) => flag !== ''), ...more, `equiv-kind${index}`],
      properties: {},
    })),
  );
  await syncHosts(db, hosts);
}

/** Returns the required flags of each host of a job, separated by commas, without conditions on shares, classes and properties. */
function kindsOf(runvars: PlannedJob['runvars']): readonly string[] {
  const flagsOf = (name: string): readonly string[] =>
    (runvars[name] ?? '').split(',').filter((flag) => flag !== '' && !/^(!|share-|equiv-|\w+:)/.test(flag));
  const common = flagsOf('all_hostflags');
  const own = Object.keys(runvars).filter((name) => name.endsWith('_hostflags') && name !== 'all_hostflags');
  const lists = own.length === 0 ? [common] : own.map((name) => [...common, ...flagsOf(name)]);
  return lists.map((list) => [...new Set(list)].sort().join(','));
}
