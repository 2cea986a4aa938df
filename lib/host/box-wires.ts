import type { Emitter } from '../../typings/events.ts';
import type { HostParts } from './open-host.ts';

export interface OpenBookedHostOptions {
  /** Through which everything about the box is told. */
  readonly emitter: Emitter;
  /** The console's log goes there, as `BOX-serial.log`. */
  readonly logFolder: string;
  readonly signal: AbortSignal;
}

/** The wires to a box. */
export type BoxWires = Pick<HostParts, 'ssh' | 'power' | 'serial' | 'imaging'>;

export interface WireOptions extends OpenBookedHostOptions {
  readonly guard: () => Promise<void>;
  readonly logPath: string;
}
