import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import type { Lan } from '../../../typings/host.ts';
import { answerDhcp } from './dhcp-server.ts';
import { addressesOf, frameCutter, isForAll, withLength } from './frames.ts';

const SUBNET = '10.78.0';
/** The first address for cards; .1 is the DHCP server. */
const FIRST = 10;
/** If a host does not read, further frames to it are dropped: frames may be lost, but memory must not grow. */
const MAX_QUEUED_BYTES = 8 << 20;

/** Opens a network, which ends with this process or when disposed of. Its hosts then see an unplugged cable. */
export async function openLan(socketPath: string): Promise<Lan> {
  const addresses = new Map<string, string>();
  const addressOf = (ether: string): string => {
    const known = addresses.get(ether) ?? `${SUBNET}.${FIRST + addresses.size}`;
    addresses.set(ether, known);
    return known;
  };
  const ports = new Set<Socket>();
  const learned = new Map<string, Socket>();
  const server = createServer((port) => {
    ports.add(port);
    const cut = frameCutter();
    port.on('data', (chunk: Buffer) => {
      try {
        for (const frame of cut(chunk)) forward(frame, port, { ports, learned, addressOf });
      } catch {
        port.destroy(); // not QEMU
      }
    });
    port.on('error', () => undefined); // 'close' follows
    port.once('close', () => {
      ports.delete(port);
      for (const [ether, at] of learned) if (at === port) learned.delete(ether);
    });
  });
  await rm(socketPath, { force: true });
  server.listen(socketPath);
  await once(server, 'listening');
  server.unref();
  return {
    socketPath,
    subnet: SUBNET,
    addressOf,
    [Symbol.asyncDispose]: async () => {
      for (const port of ports) port.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface Switch {
  readonly ports: ReadonlySet<Socket>;
  /** The port of each card. */
  readonly learned: Map<string, Socket>;
  readonly addressOf: (ether: string) => string;
}

function forward(frame: Buffer, from: Socket, { ports, learned, addressOf }: Switch): void {
  const addresses = addressesOf(frame);
  if (addresses === null) return;
  learned.set(addresses.from, from);
  const answer = answerDhcp(frame, { subnet: SUBNET, addressOf });
  if (answer !== undefined) {
    if (answer !== null) send(from, answer);
    return;
  }
  const target = isForAll(addresses.to) ? undefined : learned.get(addresses.to);
  if (target !== undefined) {
    if (target !== from) send(target, frame);
    return;
  }
  for (const port of ports) if (port !== from) send(port, frame);
}

function send(port: Socket, frame: Buffer): void {
  if (!port.destroyed && port.writableLength < MAX_QUEUED_BYTES) port.write(withLength(frame));
}
