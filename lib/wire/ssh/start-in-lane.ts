import type { Lane, Link, NotBegun } from './link.ts';
import type { CommandIo, Running } from './ssh-command.ts';

const IDLE_MS = 100;

/** A command without input, whose output is taken as it comes. */
export interface LaneIo extends CommandIo {
  readonly stdout: (chunk: Buffer) => void;
  /** Whether nobody waits for it any more; then it is not begun. */
  readonly isGivenUp: () => boolean;
}

/** Begins a command in a lane; null: there is none to be had. */
export async function startInLane(
  link: Link,
  taking: Promise<Lane | NotBegun | null> | null,
  command: string,
  io: LaneIo,
): Promise<Running | NotBegun | null> {
  const lane = await taking;
  if (lane === null || 'notBegun' in lane) return lane;
  // What lay idle may be dead without our knowing. To find that out by a command would leave open whether it ran.
  if (lane.idleMs() > IDLE_MS && !(await lane.isThere())) {
    link.lanes.give(lane);
    return link.lost.aborted ? { notBegun: link.lost.reason as Error } : null;
  }
  if (io.isGivenUp()) {
    link.lanes.give(lane);
    return null;
  }
  const begun = lane.begin(command, io.stdout, io.onStderr);
  let isOver = false;
  const over = (): boolean => (isOver = true);
  begun.ended.then(over, over);
  return {
    channel: lane.channel,
    pid: Promise.resolve(lane.pid),
    ended: begun.ended,
    exitedWith: () => begun.exitedWith(),
    streamFailed: new Promise(() => undefined),
    release: () => {
      if (!isOver) lane.retire();
      link.lanes.give(lane);
    },
  };
}
