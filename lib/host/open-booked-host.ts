import { join } from 'node:path';
import type { HostDefinition } from '../../typings/host-definition.ts';
import type { Config } from '../../typings/config.ts';
import type { Host } from '../../typings/host.ts';
import type { BookedHost } from '../coordination/booking/booking.ts';
import { HostStateError } from '../errors/host-errors.ts';
import { openPower } from '../wire/power/open-power.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import type { HostWires, OpenBookedHostOptions, WireOptions } from './host-wires.ts';
import { openBookedQemuHost } from './open-booked-qemu-host.ts';
import { openConsole } from './open-console.ts';
import { openHost } from './open-host.ts';
import { qemuHostNames } from './qemu-host-names.ts';

/**
 * Opens a booked host: a QEMU host, or a host that the configuration describes. The kinds of hosts differ only here.
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
  if (isQemuHost(config, name)) {
    return openHost({ ...common, ...(await openBookedQemuHost(config, name, { ...options, guard, logPath })) });
  }
  const definition = config.hosts.find((host) => host.name === name);
  if (definition === undefined)
    throw new HostStateError(name, 'configured', 'osstest.yaml on this machine does not describe it (key hosts)');
  return openHost({ ...common, ...(await openConfiguredHost(definition, { ...options, guard, logPath })) });
}

const isQemuHost = (config: Config, name: string): boolean => qemuHostNames(config).includes(name);

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
