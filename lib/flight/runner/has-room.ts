import type { HostDemand } from '../forecast/host-demand.ts';

/**
 * Returns whether a job is worth starting: the jobs that this runner runs leave enough of its candidate hosts. Other
 * users of the hosts do not count: the job waits in the queue as theirs do.
 */
export function hasRoom(demand: HostDemand, running: readonly HostDemand[]): boolean {
  const rivals = running.filter(({ candidates }) => [...candidates].some((name) => demand.candidates.has(name)));
  const used = rivals.reduce((sum, { hosts }) => sum + hosts, 0);
  return used === 0 || used + demand.hosts <= demand.room;
}
