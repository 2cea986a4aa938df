import type { Emitter } from '../../typings/events.ts';
import type { Host, HostImaging, HostNetwork } from '../../typings/host.ts';
import type { PowerDriver, SerialConsole, SshConnection } from '../../typings/wire.ts';
import { awaitUp, bootIdOf, rebootHost } from './reboot.ts';

/** What a host is made of: its name, its traits and the wires to it. */
export interface HostParts {
  readonly name: string;
  readonly ident: string;
  readonly flags: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly ssh: SshConnection;
  readonly power: PowerDriver;
  readonly serial: SerialConsole | null;
  readonly imaging: HostImaging | null;
  /** Default null. */
  readonly network?: HostNetwork | null;
  /** See {@link Host.onFailure}. */
  readonly onFailure?: Host['onFailure'];
  readonly emitter: Emitter;
}

/** Opens a host from its wires. Disposing of it closes the wires; the host stays as it is. */
export function openHost(parts: HostParts): Host {
  const host: Host = {
    ...parts,
    network: parts.network ?? null,
    exec: (command, options) => parts.ssh.exec(command, options),
    text: async (command, options) => (await parts.ssh.exec(command, options)).stdout.trimEnd(),
    reboot: (options) => rebootHost(host, options),
    awaitUp: (options) => awaitUp(host, options),
    bootId: (options) => bootIdOf(host, options),
    [Symbol.asyncDispose]: async () => {
      await parts.ssh[Symbol.asyncDispose]();
      await parts.serial?.[Symbol.asyncDispose]();
    },
  };
  return host;
}
