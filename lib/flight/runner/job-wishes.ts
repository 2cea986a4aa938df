import type { Runvars } from '../../../typings/flight.ts';
import type { Recipe } from '../../../typings/recipe.ts';
import { missingOf, parseWantedFlags, type WantedFlags } from '../../coordination/allocator/wanted-flags.ts';
import type { HostRow } from '../../coordination/host/host-row.ts';
import { wantedFlagsOf } from '../make/host-problems.ts';

/** The hosts that a job could use. */
export interface JobWish {
  /** How many it needs at once. */
  readonly hosts: number;
  readonly candidates: ReadonlySet<string>;
  /** How many jobs of its kind they take at once: a host that is shared takes several. */
  readonly room: number;
}

/** Which hosts of the lab would do for a job, free or not. */
export function jobWish(lab: readonly HostRow[], recipe: Recipe, runvars: Runvars, intended: string | null): JobWish {
  const candidates = new Set<string>();
  let room = 0;
  for (const ident of recipe.hosts) {
    for (const host of lab) {
      if (candidates.has(host.name) || !willDo(host, ident, runvars, intended)) continue;
      candidates.add(host.name);
      room += sharesOf(host, wantedFlagsOf(runvars, ident));
    }
  }
  return { hosts: recipe.hosts.length, candidates, room };
}

function willDo(host: HostRow, ident: string, runvars: Runvars, intended: string | null): boolean {
  if (intended !== null && !host.flags.includes(`blessed-${intended}`)) return false;
  const fixed = runvars[ident];
  if (fixed !== undefined) return host.name === fixed;
  const wanted = parse(ident, wantedFlagsOf(runvars, ident));
  return wanted !== null && missingOf(wanted, host).length === 0;
}

/** null: it makes no sense; who runs the job says so. */
function parse(ident: string, flags: readonly string[]): WantedFlags | null {
  try {
    return parseWantedFlags(ident, flags);
  } catch {
    return null;
  }
}

/** As many as the allocator lets share one host. */
function sharesOf({ properties }: HostRow, flags: readonly string[]): number {
  const share = flags.find((flag) => flag.startsWith('share-'));
  if (share === undefined) return 1;
  return Number(properties['shared max tasks'] ?? (share.startsWith('share-build-') ? 3 : 2));
}

/**
 * Whether a job is worth starting: the hosts that would do are not all spoken for by jobs that we have under way. Who has
 * them otherwise does not count: our job waits in the queue like theirs.
 */
export function hasRoom(wish: JobWish, underWay: readonly JobWish[]): boolean {
  const rivals = underWay.filter(({ candidates }) => [...candidates].some((name) => wish.candidates.has(name)));
  const used = rivals.reduce((sum, { hosts }) => sum + hosts, 0);
  return used === 0 || used + wish.hosts <= wish.room;
}
