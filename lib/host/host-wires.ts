import type { Emitter } from '../../typings/events.ts';
import type { HostParts } from './open-host.ts';

/** What opening a host needs besides its name. */
export interface OpenBookedHostOptions {
  /** Receives all events about the host. */
  readonly emitter: Emitter;
  /** Folder for the console's log, `HOST-serial.log`. */
  readonly logFolder: string;
  readonly signal: AbortSignal;
}

/** The wires to a host. */
export type HostWires = Pick<HostParts, 'ssh' | 'power' | 'serial' | 'imaging' | 'network' | 'onFailure'>;

/** What the wires to a host need. */
export interface WireOptions extends OpenBookedHostOptions {
  /** Rejects if the host is no longer booked. It runs before each effect on the host. */
  readonly guard: () => Promise<void>;
  /** The console's log. */
  readonly logPath: string;
}
