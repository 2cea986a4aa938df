import { SshHostKeyError } from '../../errors/ssh-errors.ts';

/** Decides whether a host's key is accepted. Learns the first key if none is known. */
export interface HostKeyBook {
  /** Returns the host key algorithms to request, so that a host with several keys offers a known one; null: any. */
  algorithms(): readonly string[] | null;
  /** Returns the error for a rejected key; null: accepted. */
  check(rawKey: Buffer): SshHostKeyError | null;
}

const KEY = /\b((?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+)\s+(AAAA[A-Za-z0-9+/=]+)/;

/** Extracts `ssh-ed25519 AAAA...` from a key, a line of known_hosts or a .pub file; null: the text contains no key. */
function parseHostKey(line: string): string | null {
  const match = KEY.exec(line);
  return match === null ? null : `${match[1]} ${match[2]}`;
}

/** Creates the record of one host's accepted keys. With 'learn', `onLearned` receives the first key. */
export function createHostKeyBook(
  host: string,
  where: string,
  given: readonly string[] | 'learn',
  onLearned?: (key: string) => void,
): HostKeyBook {
  let accepted = given === 'learn' ? null : given.map((line) => parseHostKey(line) ?? line);
  return {
    algorithms: () => (accepted === null ? null : accepted.flatMap((key) => algorithmsOf(key.split(' ')[0] ?? ''))),
    check: (rawKey) => {
      const offered = `${keyType(rawKey)} ${rawKey.toString('base64')}`;
      if (accepted === null) {
        accepted = [offered];
        onLearned?.(offered);
        return null;
      }
      return accepted.includes(offered) ? null : new SshHostKeyError(host, where, accepted, offered);
    },
  };
}

const keyType = (rawKey: Buffer): string => rawKey.subarray(4, 4 + rawKey.readUInt32BE(0)).toString('latin1');

const algorithmsOf = (type: string): string[] =>
  type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type];
