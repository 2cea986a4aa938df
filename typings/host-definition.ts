/** A host as the host database or osstest.yaml defines it. Source: tables resources, hostflags, resource_properties; config key hosts. */
export interface HostDefinition {
  readonly name: string;
  readonly address: string;
  readonly sshPort: number;
  readonly sshUser: string;
  readonly identityPath: string;
  readonly hostKeys: readonly string[] | 'learn';
  readonly ether: string | null;
  readonly flags: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly power: PowerDefinition;
  readonly serial: SerialDefinition;
}

/** How to control the power of a host. */
export type PowerDefinition =
  | { readonly method: 'qmp'; readonly socketPath: string }
  /** Commands run on the harness's machine; each must exit 0. `state` prints on or off. */
  | {
      readonly method: 'exec';
      readonly on: readonly string[];
      readonly off: readonly string[];
      readonly reset?: readonly string[];
      readonly state?: readonly string[];
    }
  /** A person receives the request and confirms it. */
  | { readonly method: 'manual' };

/** How to reach the serial console of a host. */
export type SerialDefinition =
  /** `outputLog`: a file to which all output is appended; read in place of the socket, so that nothing is missed. */
  | { readonly method: 'unix'; readonly socketPath: string; readonly outputLog?: string }
  | { readonly method: 'tcp'; readonly address: string; readonly port: number }
  /** A program whose stdin and stdout are the console, such as `console -M conserver host`. */
  | { readonly method: 'exec'; readonly command: readonly string[] }
  | { readonly method: 'none' };
