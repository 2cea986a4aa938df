import type { Runvars } from '../../../typings/flight.ts';
import type { Recipe } from '../../../typings/recipe.ts';
import { missingOf, parseWantedFlags, type WantedFlags } from '../../coordination/allocator/wanted-flags.ts';
import type { HostRow } from '../../coordination/host/host-row.ts';
import { wantedFlagsOf } from '../make/wanted-flags-of.ts';

/** The hosts that a job needs and could use. */
export interface HostDemand {
  /** How many hosts the job needs at the same time. */
  readonly hosts: number;
  /** Names of the hosts that the job could use. */
  readonly candidates: ReadonlySet<string>;
  /** How many jobs of this kind the candidates take at the same time; a shared host takes several. */
  readonly room: number;
}

interface JobNeeds {
  readonly runvars: Runvars;
  /** Hosts need the flag `blessed-INTENDED`; null: any host is allowed. */
  readonly intended: string | null;
}

/** Returns the hosts of the lab that a job could use, free or not. */
export function hostDemand(lab: readonly HostRow[], recipe: Recipe, needs: JobNeeds): HostDemand {
  const candidates = new Set<string>();
  let room = 0;
  for (const ident of recipe.hosts) {
    for (const host of lab) {
      if (candidates.has(host.name) || !isUsable(host, ident, needs)) continue;
      candidates.add(host.name);
      room += sharesOf(host, wantedFlagsOf(needs.runvars, ident));
    }
  }
  return { hosts: recipe.hosts.length, candidates, room };
}

function isUsable(host: HostRow, ident: string, { runvars, intended }: JobNeeds): boolean {
  if (intended !== null && !host.flags.includes(`blessed-${intended}`)) return false;
  const fixed = runvars[ident];
  if (fixed !== undefined) return host.name === fixed;
  const wanted = parse(ident, wantedFlagsOf(runvars, ident));
  return wanted !== null && missingOf(wanted, host).length === 0;
}

/** Returns null for invalid flags: the run of the job reports them. */
function parse(ident: string, flags: readonly string[]): WantedFlags | null {
  try {
    return parseWantedFlags(ident, flags);
  } catch {
    return null;
  }
}

/** Returns how many jobs may share a host, by the rule of the allocator. */
function sharesOf({ properties }: HostRow, flags: readonly string[]): number {
  const share = flags.find((flag) => flag.startsWith('share-'));
  if (share === undefined) return 1;
  return Number(properties['shared max tasks'] ?? (share.startsWith('share-build-') ? 3 : 2));
}
