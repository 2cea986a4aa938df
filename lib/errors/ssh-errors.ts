import { OsstestError } from './osstest-error.ts';

/** Why ssh did not work; for programs. The message says it for people. */
export type SshFailure =
  | 'refused' // nothing listens there
  | 'timed-out' // no answer, or it stopped answering
  | 'name-not-found'
  | 'unreachable' // no route, network down
  | 'authentication' // the host does not take the key
  | 'identity' // the private key cannot be read
  | 'handshake' // what answers is no usable ssh server
  | 'channel-refused' // connected, but the host opens no further channel
  | 'lost' // the connection broke
  | 'closed'; // we closed it: disconnect() or the end of the connection's owner

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

/** Something answers at the host's address with another host key than the accepted ones. */
export class SshHostKeyError extends OsstestError {
  override readonly name = 'SshHostKeyError';
  readonly code = 'SSH_HOST_KEY_MISMATCH';
  readonly blame = 'lab';
  readonly host: string;
  readonly accepted: readonly string[];
  /** What was offered: `ssh-ed25519 AAAA...`. */
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
