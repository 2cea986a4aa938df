import type { Client, ClientChannel } from 'ssh2';
import type { SshTarget } from '../../../typings/wire.ts';
import type { Slots } from '../../util/slots.ts';

/** One established ssh connection. */
export interface Link {
  readonly target: SshTarget;
  readonly client: Client;
  /** Aborted when the connection is gone; its reason is an SshConnectionError. */
  readonly lost: AbortSignal;
  /** sshd takes ten sessions: four for lanes, four for commands that need one of their own, two for ending commands. */
  readonly lanes: LanePool;
  readonly sessions: Slots;
  readonly killers: Slots;
  /** Ends it and waits until it is gone (at most 1 s, then hard). */
  close(): Promise<void>;
}

/** The lanes of one connection. */
export interface LanePool {
  /** A lane for one command: an idle or a new one; null: none is to be had now, run the command in its own session. */
  take(link: Link): Promise<Lane | NotBegun | null> | null;
  /** Gives a lane back; one that is no longer usable is forgotten. */
  give(lane: Lane): void;
}

/** A shell on the host that runs one command after the other; see laneScript. */
export interface Lane {
  readonly channel: ClientChannel;
  /** Of the shell, which leads its process group. */
  readonly pid: number;
  /** Whether it can take a further command. */
  isUsable(): boolean;
  /** How long it has had nothing to do. */
  idleMs(): number;
  /** Asks it for a sign of life; false: it is gone. */
  isThere(): Promise<boolean>;
  /** Ends it: a command was given up, and nothing more may come from it. */
  retire(): void;
  /** Begins a command; one at a time. */
  begin(command: string, onStdout: (chunk: Buffer) => void, onStderr: (chunk: Buffer) => void): LaneCommand;
}

export interface LaneCommand {
  /** Both undefined: the channel closed with no word about the command. Comes after all of its output. */
  readonly ended: Promise<ChannelEnd>;
  /** What it exited with while something that it left running holds its output; null: not so. */
  exitedWith(): number | null;
}

/** The host gave no channel, so nothing was begun there; `error` says why. */
export interface NotBegun {
  readonly notBegun: Error;
}

/** What the host said at a channel's end; both undefined: nothing. */
export interface ChannelEnd {
  readonly exitCode: number | undefined;
  /** Such as `KILL`. */
  readonly signal: string | undefined;
}
