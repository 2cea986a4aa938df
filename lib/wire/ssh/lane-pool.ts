import { openLane } from './lane.ts';
import type { Lane, LanePool, Link, NotBegun } from './link.ts';

/** Creates a pool of at most `most` lanes. */
export function createLanePool(most: number): LanePool {
  let idle: Lane[] = [];
  let count = 0;
  let isSupported = true;
  const open = async (link: Link): Promise<Lane | NotBegun | null> => {
    count++;
    const lane = await openLane(link).catch((error: unknown) => ({ notBegun: error as Error }));
    if (lane !== null && !('notBegun' in lane)) return lane;
    count--;
    if (lane === null) isSupported = link.lost.aborted;
    return lane;
  };
  return {
    take: (link) => {
      count -= idle.filter((lane) => !lane.isUsable()).length;
      idle = idle.filter((lane) => lane.isUsable());
      const lane = idle.pop();
      if (lane !== undefined) return Promise.resolve(lane);
      return isSupported && count < most ? open(link) : null;
    },
    give: (lane) => {
      if (lane.isUsable()) idle.push(lane);
      else count--;
    },
  };
}
