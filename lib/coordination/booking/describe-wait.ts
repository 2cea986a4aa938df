import { minutes } from '../../util/units.ts';
import type { AllocationDecision } from '../allocator/decide-allocation.ts';
import { describeOwner } from '../host/host-row.ts';

/** Why a job waits, in one line: which hosts it has chosen, who has them, and for how long that is expected. */
export function describeWait({ choice, hosts }: AllocationDecision): string {
  const expected =
    choice.start > 0 ? `; expected free ${inMinutes(choice.start * 1000)}` : '; to be had at the next turn';
  const chosen = choice.hosts.map(({ ident, candidate }) => {
    const owner = hosts.find(({ name }) => name === candidate.host)?.owner ?? null;
    return `${ident}: ${candidate.host} ${owner === null ? 'is free' : `is taken by ${describeOwner(owner)}`}`;
  });
  return `${chosen.join(', ')}${expected}`;
}

/** In whole minutes, since every change is told. */
function inMinutes(milliseconds: number): string {
  const count = Math.ceil(milliseconds / minutes(1));
  return count === 1 ? 'within a minute' : `in about ${count} min`;
}
