import type { Emitter } from '../../typings/events.ts';
import type { BoxDefinition } from '../../typings/host-definition.ts';
import type { SerialConsole } from '../../typings/wire.ts';
import { openSerial, type SerialOptions } from '../wire/serial/open-serial.ts';
import type { HostParts } from './open-host.ts';

export interface OpenBookedHostOptions {
  /** Through which everything about the box is told. */
  readonly emitter: Emitter;
  /** The console's log goes there, as `BOX-serial.log`. */
  readonly logFolder: string;
  readonly signal: AbortSignal;
}

/** The wires to a box. */
export type BoxWires = Pick<HostParts, 'ssh' | 'power' | 'serial' | 'imaging' | 'network' | 'onFailure'>;

export interface WireOptions extends OpenBookedHostOptions {
  readonly guard: () => Promise<void>;
  readonly logPath: string;
}

/** null: the box has no serial console. */
export const openConsole = ({ name, serial }: BoxDefinition, options: SerialOptions): SerialConsole | null =>
  serial.method === 'none' ? null : openSerial(name, serial, options);
