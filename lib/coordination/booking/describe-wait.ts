import { minutes } from '../../util/units.ts';
import type { AllocationDecision } from '../allocator/decide-allocation.ts';
import { describeOwner } from '../host/host-row.ts';

/**
 * Describes in one line why a job waits: the hosts of its choice, their owners, and when they are expected to be free.
 */
export function describeWait({ choice, hosts }: AllocationDecision): string {
  const expected =
    choice.start > 0 ? `; expected free ${inMinutes(choice.start * 1000)}` : '; available at the next turn';
  const chosen = choice.hosts.map(({ ident, candidate }) => {
    const owner = hosts.find(({ name }) => name === candidate.host)?.owner ?? null;
    return `${ident}: ${candidate.host} ${owner === null ? 'is free' : `is taken by ${describeOwner(owner)}`}`;
  });
  return `${chosen.join(', ')}${expected}`;
}

/** Formats a duration in whole minutes, so that the text changes rarely: each change is reported. */
function inMinutes(milliseconds: number): string {
  const count = Math.ceil(milliseconds / minutes(1));
  return count === 1 ? 'within a minute' : `in about ${count} min`;
}
