import test from 'ava';
import type { Db } from '../../db/db.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { readCases } from '../../testing/transcripts/coordination-cases.ts';
import { listHosts } from '../host/host-row.ts';
import type { Plan } from '../plan/plan-types.ts';
import { costCoefficients } from './allocation-cost.ts';
import { bookingsOf } from './bookings-of.ts';
import type { Candidate, Choice } from './candidates.ts';
import { allCombinations, evaluateCombination, type HostSearchInput } from './combinations.ts';
import { findCandidates, type IdentRequest } from './find-candidates.ts';
import { searchHosts } from './search-hosts.ts';

interface RecordedCandidate {
  readonly host: string;
  readonly duration: number | null;
  readonly seconds_since_last_start: number | null;
  readonly last_status: string | null;
  readonly equiv_class: string | null;
  readonly equiv_last_status: string | null;
  readonly max_wear: number | null;
  readonly max_tasks: number | null;
}

interface AllocationCase {
  readonly name: string;
  readonly now: number;
  readonly job: string;
  readonly recipe: string;
  readonly arguments: readonly string[];
  readonly runvars: Readonly<Record<string, string>>;
  readonly plan: Plan;
  readonly idents: readonly { readonly ident: string; readonly candidates: readonly RecordedCandidate[] }[];
  readonly evaluations: readonly {
    readonly hosts: Readonly<Record<string, string>>;
    readonly duration: number;
    readonly start: number;
    readonly share_reuse: number;
    readonly cost: number;
  }[];
  readonly chosen: { readonly hosts: Readonly<Record<string, string>>; readonly cost: number } | null;
  readonly bookings: unknown;
  readonly database: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** Inserts the rows of a case into the database. */
async function load(db: Db, rows: AllocationCase['database']): Promise<void> {
  for (const table of ['flights', 'jobs', 'steps', 'runvars', 'hostflags', 'resources', 'resource_properties']) {
    await db.none('insert into $1:name select * from jsonb_populate_recordset(null::$1:name, $2::jsonb)', [
      table,
      JSON.stringify(rows[table] ?? []),
    ]);
  }
}

function requestsOf({ arguments: words, runvars }: AllocationCase): IdentRequest[] {
  const list = (name: string): string[] => (runvars[name] ?? '').split(',').filter((flag) => flag !== '');
  return words.map((word) => {
    const [ident, fixed] = word.split('=') as [string, string | undefined];
    return {
      ident,
      flags: [...list('all_hostflags'), ...list(`${ident}_hostflags`)],
      fixedHost: fixed ?? runvars[ident] ?? null,
    };
  });
}

const asRecorded = (candidate: Candidate): RecordedCandidate => ({
  host: candidate.host,
  duration: candidate.history.durationSeconds,
  seconds_since_last_start: candidate.history.secondsSinceLastStart,
  last_status: candidate.history.lastStatus,
  equiv_class: candidate.equivClass,
  equiv_last_status: candidate.history.lastStatusEquivalent,
  max_wear: candidate.share?.maxWear ?? null,
  max_tasks: candidate.share?.maxTasks ?? null,
});

const hostsOf = (choice: Choice): Record<string, string> =>
  Object.fromEntries(choice.hosts.map(({ ident, candidate }) => [ident, candidate.host]));

async function inputOf(db: Db, one: AllocationCase): Promise<HostSearchInput> {
  await load(db, one.database);
  const idents = await findCandidates(db, requestsOf(one), await listHosts(db), {
    blessing: 'real',
    scope: { branch: 'xen-unstable', blessing: 'real', job: one.job },
    harness: 'HARNESSREV',
    now: one.now,
  });
  return { idents, plan: one.plan, recipe: one.recipe, cost: costCoefficients(one.runvars) };
}

const pickFields = (recorded: RecordedCandidate): RecordedCandidate => ({
  host: recorded.host,
  duration: recorded.duration,
  seconds_since_last_start: recorded.seconds_since_last_start,
  last_status: recorded.last_status,
  equiv_class: recorded.equiv_class,
  equiv_last_status: recorded.equiv_last_status,
  max_wear: recorded.max_wear,
  max_tasks: recorded.max_tasks,
});

const byHost = (a: { host: string }, b: { host: string }): number => (a.host < b.host ? -1 : 1);

for (const one of readCases<AllocationCase[]>('allocation.json.gz')) {
  test(`the allocator finds, weighs, chooses and books as the original did: ${one.name}`, async (t) => {
    await using db = await freshDatabase();
    const input = await inputOf(db, one);
    t.deepEqual(
      input.idents.map(({ ident, candidates }) => ({ ident, candidates: candidates.map(asRecorded) })),
      one.idents.map(({ ident, candidates }) => ({
        ident,
        candidates: candidates.map((candidate) => pickFields(candidate)).sort(byHost),
      })),
    );
    const found = [...allCombinations(input)].map((chosen) => evaluateCombination(input, chosen)!);
    const round = (cost: number): number => Math.round(cost * 1000) / 1000;
    const key = ({ hosts }: { hosts: object }): string => JSON.stringify(hosts);
    t.deepEqual(
      found
        .map((choice) => ({
          hosts: hostsOf(choice),
          duration: choice.durationSeconds,
          start: choice.start,
          share_reuse: choice.shareReuse,
          cost: round(choice.cost),
        }))
        .sort((a, b) => (key(a) < key(b) ? -1 : 1)),
      one.evaluations
        .map(({ hosts, duration, start, share_reuse, cost }) => ({
          hosts,
          duration,
          start,
          share_reuse,
          cost: round(cost),
        }))
        .sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    );
    const chosen = searchHosts(input);
    if (one.chosen === null) return t.is(chosen, null);
    t.is(round(chosen!.cost), round(one.chosen.cost));
    t.deepEqual(hostsOf(chosen!), one.chosen.hosts);
    t.deepEqual({ Bookings: bookingsOf(chosen!, `900.${one.job}`, new Map()) }, one.bookings as never);
  });
}
