import type { Emitter } from '../../typings/events.ts';
import type { HostDefinition } from '../../typings/host-definition.ts';
import type { SerialConsole } from '../../typings/wire.ts';
import { openSerial, type SerialOptions } from '../wire/serial/open-serial.ts';
import type { HostParts } from './open-host.ts';

export interface OpenBookedHostOptions {
  /** Through which everything about the host is told. */
  readonly emitter: Emitter;
  /** The console's log goes there, as `HOST-serial.log`. */
  readonly logFolder: string;
  readonly signal: AbortSignal;
}

/** The wires to a host. */
export type HostWires = Pick<HostParts, 'ssh' | 'power' | 'serial' | 'imaging' | 'network' | 'onFailure'>;

export interface WireOptions extends OpenBookedHostOptions {
  readonly guard: () => Promise<void>;
  readonly logPath: string;
}

/** null: the host has no serial console. */
export const openConsole = ({ name, serial }: HostDefinition, options: SerialOptions): SerialConsole | null =>
  serial.method === 'none' ? null : openSerial(name, serial, options);
