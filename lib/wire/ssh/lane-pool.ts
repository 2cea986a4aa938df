import type { NotBegun } from './channel.ts';
import type { Link } from './dial.ts';
import { openLane, type Lane } from './lane.ts';

/** The lanes of one connection. */
export interface LanePool {
  /** A lane for one command: an idle or a new one; null: none is to be had now, run the command in its own session. */
  take(link: Link): Promise<Lane | NotBegun | null> | null;
  /** Gives a lane back; one that is no longer usable is forgotten. */
  give(lane: Lane): void;
}

/** At most `most` lanes. */
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
