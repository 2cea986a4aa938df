import { join } from 'node:path';
import type { HostDefinition } from '../../../typings/host-definition.ts';
import { HOST_FILES } from '../machine/host-files.ts';
import type { FoundHost } from './qemu-host-record.ts';
import { QEMU_HOST_TRAITS } from './qemu-host-traits.ts';

/** Returns how the layers above reach a QEMU host: addresses, keys, power switch, serial console. */
export function defineQemuHost({ directory, record }: FoundHost): HostDefinition {
  const { name, sshPort, hostKey, identityPath } = record;
  return {
    name,
    address: '127.0.0.1',
    sshPort,
    sshUser: 'root',
    identityPath,
    hostKeys: [hostKey],
    ether: '52:54:00:00:00:01',
    ...QEMU_HOST_TRAITS,
    power: { method: 'qmp', socketPath: join(directory, HOST_FILES.qmp) },
    serial: {
      method: 'unix',
      socketPath: join(directory, HOST_FILES.serial),
      outputLog: join(directory, HOST_FILES.serialLog),
    },
  };
}
