import { BROADCAST, formatEther, parseAddress, parseEther } from './frames.ts';

/** A network: `10.78.0` is 10.78.0.0/24, in which .1 is the server. */
export interface DhcpOptions {
  readonly subnet: string;
  /** Returns the address of a card; the same each time. */
  readonly addressOf: (ether: string) => string;
}

const SERVER_ETHER = '52:54:00:ff:ff:fe';
/** Source: RFC 2131, RFC 2132. */
const [DISCOVER, OFFER, REQUEST, ACK] = [1, 2, 3, 5] as const;
const COOKIE = [99, 130, 83, 99];
const OPTION = { subnetMask: 1, leaseTime: 51, messageType: 53, server: 54, end: 255 } as const;
const LEASE_SECONDS = 86_400;
const BOOTP_BYTES = 236;
const [SERVER_PORT, CLIENT_PORT] = [67, 68] as const;

/**
 * Answers a frame that requests an address. The network has no way out, so the answer names no router.
 *
 * @returns undefined: the frame is not for the server; null: it is, but needs no answer.
 */
export function answerDhcp(frame: Buffer, { subnet, addressOf }: DhcpOptions): Buffer | null | undefined {
  const request = readRequest(frame);
  if (request === null) return undefined;
  if (request.type !== DISCOVER && request.type !== REQUEST) return null;
  const server = parseAddress(`${subnet}.1`);
  const bootp = Buffer.alloc(BOOTP_BYTES);
  bootp.set([2, 1, 6, 0]); // an answer, over ethernet
  request.bootp.copy(bootp, 4, 4, 8); // transaction
  request.bootp.copy(bootp, 10, 10, 12); // flags
  parseAddress(addressOf(request.ether)).copy(bootp, 16);
  server.copy(bootp, 20);
  request.bootp.copy(bootp, 28, 28, 44); // the client's card
  const lease = Buffer.alloc(4);
  lease.writeUInt32BE(LEASE_SECONDS);
  const options = Buffer.from(
    [
      COOKIE,
      [OPTION.messageType, 1, request.type === DISCOVER ? OFFER : ACK],
      [OPTION.server, 4, ...server],
      [OPTION.leaseTime, 4, ...lease],
      [OPTION.subnetMask, 4, 255, 255, 255, 0],
      [OPTION.end],
    ].flat(),
  );
  return udpFrame(Buffer.concat([bootp, options]), server);
}

interface DhcpRequest {
  readonly type: number;
  readonly ether: string;
  readonly bootp: Buffer;
}

/** Reads a DHCP request; null: the frame is not a datagram to a DHCP server. */
function readRequest(frame: Buffer): DhcpRequest | null {
  if (frame.length < 14 + 20 + 8 + BOOTP_BYTES + COOKIE.length) return null;
  if (frame.readUInt16BE(12) !== 0x0800 || frame[23] !== 17) return null;
  const udp = 14 + ((frame[14] ?? 0) & 15) * 4;
  if (frame.readUInt16BE(udp + 2) !== SERVER_PORT) return null;
  const bootp = frame.subarray(udp + 8);
  if (bootp.length < BOOTP_BYTES + COOKIE.length) return null;
  return { type: messageType(bootp), ether: formatEther(bootp.subarray(28, 34)), bootp };
}

function messageType(bootp: Buffer): number {
  for (let at = BOOTP_BYTES + COOKIE.length; at + 1 < bootp.length && bootp[at] !== OPTION.end;) {
    if (bootp[at] === 0) {
      at += 1;
      continue;
    }
    if (bootp[at] === OPTION.messageType) return bootp[at + 2] ?? 0;
    at += 2 + (bootp[at + 1] ?? 0);
  }
  return 0;
}

/** Wraps an answer in a broadcast frame: the client has no address yet. */
function udpFrame(payload: Buffer, source: Buffer): Buffer {
  const udp = Buffer.alloc(8);
  for (const [at, value] of [SERVER_PORT, CLIENT_PORT, 8 + payload.length].entries()) udp.writeUInt16BE(value, at * 2);
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip.writeUInt16BE(28 + payload.length, 2);
  ip[8] = 64;
  ip[9] = 17;
  source.copy(ip, 12);
  ip.fill(255, 16, 20);
  ip.writeUInt16BE(checksum(ip), 10);
  return Buffer.concat([parseEther(BROADCAST), parseEther(SERVER_ETHER), Buffer.from([8, 0]), ip, udp, payload]);
}

/** Source: RFC 1071. */
function checksum(header: Buffer): number {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += header.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}
