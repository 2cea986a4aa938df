import { join } from 'node:path';
import type { HostDefinition } from '../../typings/host-definition.ts';
import type { Config } from '../../typings/config.ts';
import type { Host } from '../../typings/host.ts';
import type { BookedHost } from '../coordination/booking/booking.ts';
import { HostStateError } from '../errors/host-errors.ts';
import { openPower } from '../wire/power/open-power.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { openConsole, type HostWires, type OpenBookedHostOptions, type WireOptions } from './host-wires.ts';
import { openQemuHost } from './qemu-host.ts';
import { openHost } from './open-host.ts';

/**
 * Opens a booked host: one of the emulated ones, or one that the configuration describes. This is where kinds of hosts
 * differ, and nowhere else.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - the configuration has no such host.
 */
export async function openBookedHost(
  config: Config,
  booked: BookedHost,
  options: OpenBookedHostOptions,
): Promise<Host> {
  const { name, ident, flags, properties } = booked;
  const guard = (): Promise<void> => booked.guard.stillMine();
  const logPath = join(options.logFolder, `${name}-serial.log`);
  const common = { name, ident, flags, properties, emitter: options.emitter };
  if (isEmulated(config, name)) {
    return openHost({ ...common, ...(await openQemuHost(config, name, { ...options, guard, logPath })) });
  }
  const definition = config.hosts.find((host) => host.name === name);
  if (definition === undefined)
    throw new HostStateError(name, 'configured', 'osstest.yaml here does not describe it (key hosts)');
  return openHost({ ...common, ...(await openConfiguredHost(definition, { ...options, guard, logPath })) });
}

/** Names of the QEMU hosts: qemu0, qemu1, ... */
export const qemuHostNames = (config: Config): readonly string[] =>
  Array.from({ length: config.qemu.hosts }, (_, index) => `qemu${index}`);

const isEmulated = (config: Config, name: string): boolean => qemuHostNames(config).includes(name);

async function openConfiguredHost(
  definition: HostDefinition,
  { emitter, guard, logPath }: WireOptions,
): Promise<HostWires> {
  return {
    ssh: openSsh({ ...definition, port: definition.sshPort, user: definition.sshUser }, { emitter, guard }),
    power: openPower(definition.name, definition.power, { emitter, guard }),
    serial: openConsole(definition, { logPath, guard }),
    imaging: null,
  };
}
