import type { FlightProblem, PlannedJob } from '../../../typings/flight-plan.ts';
import { missingOf, parseWantedFlags, type WantedFlags } from '../../coordination/allocator/wanted-flags.ts';
import type { HostRow } from '../../coordination/host/host-row.ts';
import { describeError } from '../../errors/osstest-error.ts';
import type { PlaceOf } from './plan-problems.ts';
import { wantedFlagsOf } from './wanted-flags-of.ts';

export interface HostCheck {
  readonly hosts: readonly HostRow[];
  /** Hosts need the flag `blessed-INTENDED`; null: any host is allowed. */
  readonly intended: string | null;
  readonly placeOf: PlaceOf;
}

/** Returns a function that returns the problems of a job whose idents no host of the lab satisfies. */
export function hostChecker(
  check: HostCheck,
): (job: PlannedJob, idents: readonly string[]) => readonly FlightProblem[] {
  const seen = new Map<string, Answer | null>();
  const ask = (ident: string, runvars: PlannedJob['runvars']): Answer | null => {
    const flags = wantedFlagsOf(runvars, ident);
    const fixed = runvars[ident] ?? null;
    const key = JSON.stringify([flags, fixed, fixed === null ? ident : '']);
    const known = seen.get(key);
    if (known !== undefined) return known;
    const answer = fixed === null ? lookForAny(check, ident, flags) : lookForOne(check, fixed);
    seen.set(key, answer);
    return answer;
  };
  return ({ job, runvars }, idents) =>
    idents.flatMap((ident) => {
      const answer = ask(ident, runvars);
      if (answer === null) return [];
      const name = runvars[ident] === undefined ? nameOfFlags(runvars, ident) : ident;
      return [{ place: check.placeOf(job), key: `${job} ${name}`, ...answer }];
    });
}

type Answer = Pick<FlightProblem, 'found' | 'accepted' | 'hint'>;

const nameOfFlags = (runvars: PlannedJob['runvars'], ident: string): string =>
  runvars[`${ident}_hostflags`] === undefined ? 'all_hostflags' : `${ident}_hostflags`;

const blessedFlag = ({ intended }: HostCheck): readonly string[] => (intended === null ? [] : [`blessed-${intended}`]);

function lookForOne(check: HostCheck, name: string): Answer | null {
  const host = check.hosts.find((row) => row.name === name);
  const accepted = 'a host of the lab that is allowed for this flight';
  if (host === undefined)
    return { found: `${name}, which is not a host of this lab`, accepted, hint: namesHint(check) };
  const lacking = blessedFlag(check).filter((flag) => !host.flags.includes(flag));
  return lacking.length === 0 ? null : { found: `${name}, which lacks ${lacking.join(', ')}`, accepted, hint: null };
}

function namesHint({ hosts }: HostCheck): string | null {
  return hosts.length === 0
    ? null
    : `it has ${hosts
        .slice(0, 5)
        .map(({ name }) => name)
        .join(', ')}${hosts.length > 5 ? ', …' : ''}`;
}

function lookForAny(check: HostCheck, ident: string, flags: readonly string[]): Answer | null {
  let wanted: WantedFlags;
  try {
    wanted = parseWantedFlags(ident, flags);
  } catch (error) {
    return { found: flags.join(',') || 'no flags', accepted: 'valid flags', hint: describeError(error) };
  }
  const required = { ...wanted, required: [...wanted.required, ...blessedFlag(check)] };
  const lacks = check.hosts.map((host) => ({
    name: host.name,
    missing: [...missingOf(required, host), ...missingClass(wanted, host)],
  }));
  if (lacks.some(({ missing }) => missing.length === 0)) return null;
  const nearest = lacks.toSorted((a, b) => a.missing.length - b.missing.length)[0];
  return {
    found: [...flags, ...blessedFlag(check)].join(','),
    accepted: 'flags that a host of the lab has',
    hint:
      nearest === undefined
        ? 'the lab has no hosts'
        : `the closest is ${nearest.name}, which lacks ${nearest.missing.join(', ')}`,
  };
}

/** Returns `equiv-*` if the request is for a host of a class and the host has no class. */
const missingClass = ({ equiv }: WantedFlags, { flags }: HostRow): readonly string[] =>
  equiv === null || flags.some((flag) => flag.startsWith('equiv-')) ? [] : ['equiv-*'];
