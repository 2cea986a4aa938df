import { OsstestError } from './osstest-error.ts';

/** Why ssh failed, for programs. The message has the reason for people. */
export type SshFailure =
  | 'refused' // nothing listens at the address
  | 'timed-out' // no answer, or it stopped answering
  | 'name-not-found'
  | 'unreachable' // no route, network down
  | 'authentication' // the host rejects the key
  | 'identity' // the private key cannot be read
  | 'handshake' // the peer is not a usable ssh server
  | 'channel-refused' // connected, but the host opens no further channel
  | 'lost' // the connection broke
  | 'closed'; // we closed it: disconnect(), or the owner of the connection ended

/** A host cannot be reached by ssh, or the connection was lost. */
export class SshConnectionError extends OsstestError {
  override readonly name = 'SshConnectionError';
  readonly code = 'SSH_CONNECTION_FAILED';
  readonly blame = 'lab';
  readonly host: string;
  readonly reason: SshFailure;

  constructor(host: string, reason: SshFailure, message: string, options?: ErrorOptions) {
    super(`${host}: ${message}`, options);
    this.host = host;
    this.reason = reason;
  }
}

/** The host at this address has a host key that is not one of the accepted keys. */
export class SshHostKeyError extends OsstestError {
  override readonly name = 'SshHostKeyError';
  readonly code = 'SSH_HOST_KEY_MISMATCH';
  readonly blame = 'lab';
  readonly host: string;
  readonly accepted: readonly string[];
  /** The offered key: `ssh-ed25519 AAAA...`. */
  readonly offered: string;

  constructor(host: string, where: string, accepted: readonly string[], offered: string) {
    super(
      `${host}: ${where} offers the host key ${fingerprintHint(offered)}, which is not one of the ${accepted.length} accepted for this host (reinstalled, or another machine at its address?)`,
    );
    this.host = host;
    this.accepted = accepted;
    this.offered = offered;
  }
}

const fingerprintHint = (key: string): string => {
  const [type = '', data = ''] = key.split(' ');
  return `${type} ...${data.slice(-12)}`;
};
