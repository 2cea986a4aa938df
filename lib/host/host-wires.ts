import type { Emitter } from '../../typings/events.ts';
import type { HostParts } from './open-host.ts';

export interface OpenBookedHostOptions {
  /** Receives all events about the host. */
  readonly emitter: Emitter;
  /** Folder for the console's log, `HOST-serial.log`. */
  readonly logFolder: string;
  readonly signal: AbortSignal;
}

/** The wires to a host. */
export type HostWires = Pick<HostParts, 'ssh' | 'power' | 'serial' | 'imaging' | 'network' | 'onFailure'>;

export interface WireOptions extends OpenBookedHostOptions {
  readonly guard: () => Promise<void>;
  readonly logPath: string;
}
