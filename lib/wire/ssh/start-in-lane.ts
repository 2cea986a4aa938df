import type { Lane, Link, NotBegun } from './link.ts';
import type { CommandIo, Running } from './ssh-command.ts';

const IDLE_MS = 100;

/** The streams of a command without input, whose output is taken without backpressure. */
export interface LaneIo extends CommandIo {
  readonly stdout: (chunk: Buffer) => void;
  /** Returns whether the caller has abandoned the command; then it is not started. */
  readonly isGivenUp: () => boolean;
}

/** Starts a command in a lane; null: none is available. */
export async function startInLane(
  link: Link,
  taking: Promise<Lane | NotBegun | null> | null,
  command: string,
  io: LaneIo,
): Promise<Running | NotBegun | null> {
  const lane = await taking;
  if (lane === null || 'notBegun' in lane) return lane;
  // An idle lane may have ended unnoticed. If the command itself were the check, it would be unknown whether it ran.
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
