import type { Emitter } from '../../typings/events.ts';
import type { Host, HostImaging, HostNetwork } from '../../typings/host.ts';
import type { PowerDriver, SerialConsole, SshConnection } from '../../typings/wire.ts';

/** What a host is made of: the wires to a host, however it came to us. */
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
  /** As that of the host. */
  readonly onFailure?: Host['onFailure'];
  readonly emitter: Emitter;
}

/** Joins the wires of a host to a host. Disposing of it closes the wires; the host stays as it is. */
export function openHost(parts: HostParts): Host {
  const host: Host = {
    ...parts,
    network: parts.network ?? null,
    exec: (command, options) => parts.ssh.exec(command, options),
    text: async (command, options) => (await parts.ssh.exec(command, options)).stdout.trimEnd(),
    [Symbol.asyncDispose]: async () => {
      await parts.ssh[Symbol.asyncDispose]();
      await parts.serial?.[Symbol.asyncDispose]();
    },
  };
  return host;
}
