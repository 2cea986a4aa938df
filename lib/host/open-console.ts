import type { HostDefinition } from '../../typings/host-definition.ts';
import type { SerialConsole } from '../../typings/wire.ts';
import { openSerial, type SerialOptions } from '../wire/serial/open-serial.ts';

/** Opens the serial console of a host; null: the host has none. */
export const openConsole = ({ name, serial }: HostDefinition, options: SerialOptions): SerialConsole | null =>
  serial.method === 'none' ? null : openSerial(name, serial, options);
