import type { Client, ClientChannel } from 'ssh2';
import type { SshTarget } from '../../../typings/wire.ts';
import type { Slots } from '../../util/slots.ts';

/** One established ssh connection. */
export interface Link {
  readonly target: SshTarget;
  readonly client: Client;
  /** Aborted when the connection is lost or closed; its reason is an SshConnectionError. */
  readonly lost: AbortSignal;
  /** sshd accepts ten sessions: four for lanes, four for commands that need their own, two for stopping commands. */
  readonly lanes: LanePool;
  readonly sessions: Slots;
  readonly killers: Slots;
  /** Closes the connection and waits until it is closed. After 1 s, destroys the socket. */
  close(): Promise<void>;
}

/** The lanes of one connection. */
export interface LanePool {
  /** Takes an idle or a new lane for one command; null: none is available, so run the command in its own session. */
  take(link: Link): Promise<Lane | NotBegun | null> | null;
  /** Returns a lane to the pool. The pool drops a lane that is no longer usable. */
  give(lane: Lane): void;
}

/** A shell on the host that runs one command after another; see laneScript. */
export interface Lane {
  readonly channel: ClientChannel;
  /** Process id of the shell, which leads its process group. */
  readonly pid: number;
  /** Returns whether the lane can take a further command. */
  isUsable(): boolean;
  /** Returns the time since the last command. */
  idleMs(): number;
  /** Checks that the lane answers; false: it has ended. */
  isThere(): Promise<boolean>;
  /** Closes the lane after an abandoned command, whose output must not arrive any more. */
  retire(): void;
  /** Starts a command. A lane runs one command at a time. */
  begin(command: string, onStdout: (chunk: Buffer) => void, onStderr: (chunk: Buffer) => void): LaneCommand;
}

export interface LaneCommand {
  /** Resolves after all output of the command. Both fields undefined: the channel closed without an exit status. */
  readonly ended: Promise<ChannelEnd>;
  /** Returns the exit code, also while a process that the command left running holds its output; null: none yet. */
  exitedWith(): number | null;
}

/** The host opened no channel, so the command was not started; the error has the reason. */
export interface NotBegun {
  readonly notBegun: Error;
}

/** The exit status that the host sent at the end of a channel; both undefined: none. */
export interface ChannelEnd {
  readonly exitCode: number | undefined;
  /** Name without `SIG`, such as `KILL`. */
  readonly signal: string | undefined;
}
