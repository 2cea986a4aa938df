import test from 'ava';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { pollUntil } from '../../util/poll.ts';
import { seconds } from '../../util/units.ts';
import { BROADCAST, frameCutter, parseEther, withLength } from './frames.ts';
import type { Lan } from '../../../typings/host.ts';
import { openLan } from './open-lan.ts';

const [ONE, TWO, THREE] = ['52:54:00:00:00:01', '52:54:00:00:00:02', '52:54:00:00:00:03'] as const;

/** A host's card, as QEMU connects it. */
async function plug(
  lan: Lan,
): Promise<{ readonly socket: Socket; readonly got: Buffer[]; send(to: string, from: string, text: string): void }> {
  const socket = connect(lan.socketPath);
  await once(socket, 'connect');
  const got: Buffer[] = [];
  const cut = frameCutter();
  socket.on('data', (chunk: Buffer) => void got.push(...cut(chunk)));
  const send = (to: string, from: string, text: string): void => {
    const frame = Buffer.concat([parseEther(to), parseEther(from), Buffer.from([8, 6]), Buffer.from(text)]);
    const bytes = withLength(frame);
    socket.write(bytes.subarray(0, 3)); // in pieces, as streams come
    socket.write(bytes.subarray(3));
  };
  return { socket, got, send };
}

const texts = (frames: readonly Buffer[]): readonly string[] => frames.map((frame) => frame.subarray(14).toString());

async function arrived(card: { readonly got: readonly Buffer[] }, count: number): Promise<readonly string[]> {
  const wait = { subject: 'frames', timeoutMs: seconds(20), intervalMs: 5 };
  await pollUntil(async () => (card.got.length >= count ? { done: true } : { waiting: `${card.got.length}` }), wait);
  return texts(card.got);
}

test('the switch sends a frame to all ports until it has learned the port of the card', async (t) => {
  await using folder = await scratchFolder('lan');
  await using lan = await openLan(join(folder.path, 'lan.sock'));
  const [one, two, three] = [await plug(lan), await plug(lan), await plug(lan)];
  one.send(BROADCAST, ONE, 'to all');
  t.deepEqual(await arrived(two, 1), ['to all']);
  t.deepEqual(await arrived(three, 1), ['to all']);
  two.send(ONE, TWO, 'answer');
  t.deepEqual(await arrived(one, 1), ['answer']);
  one.send(TWO, ONE, 'to two');
  t.deepEqual(await arrived(two, 2), ['to all', 'to two']);
  three.send(BROADCAST, THREE, 'last');
  t.deepEqual(await arrived(one, 2), ['answer', 'last']);
  t.deepEqual(texts(three.got), ['to all'], 'what was learned goes to one alone, and never back');
});

test('a card that moves to another port is found there', async (t) => {
  await using folder = await scratchFolder('lan');
  await using lan = await openLan(join(folder.path, 'lan.sock'));
  const [one, two, three] = [await plug(lan), await plug(lan), await plug(lan)];
  two.send(BROADCAST, TWO, 'guest here');
  await arrived(one, 1);
  three.send(BROADCAST, TWO, 'guest there');
  await arrived(one, 2);
  one.send(TWO, ONE, 'to the guest');
  t.deepEqual(await arrived(three, 2), ['guest here', 'to the guest']);
  t.deepEqual(texts(two.got), ['guest there']);
});

/** What a DHCP client sends. */
function dhcpFrame(type: number, ether: string): string {
  const bootp = Buffer.alloc(236);
  bootp.set([1, 1, 6, 0, 1, 2, 3, 4]);
  parseEther(ether).copy(bootp, 28);
  const options = Buffer.from([99, 130, 83, 99, 0, 12, 1, 65, 53, 1, type, 255]);
  const payload = Buffer.concat([bootp, options]);
  const [ip, udp] = [Buffer.alloc(20), Buffer.alloc(8)];
  ip.set([0x45]);
  ip[9] = 17;
  udp.writeUInt16BE(68, 0);
  udp.writeUInt16BE(67, 2);
  return Buffer.concat([ip, udp, payload]).toString('latin1');
}

test('a card gets one address, the same each time, and no other card receives the answer', async (t) => {
  await using folder = await scratchFolder('lan');
  await using lan = await openLan(join(folder.path, 'lan.sock'));
  const [one, two] = [await plug(lan), await plug(lan)];
  const ask = (type: number): void => {
    const frame = Buffer.concat([
      parseEther(BROADCAST),
      parseEther(ONE),
      Buffer.from([8, 0]),
      Buffer.from(dhcpFrame(type, ONE), 'latin1'),
    ]);
    one.socket.write(withLength(frame));
  };
  ask(1);
  ask(3);
  await arrived(one, 2);
  const [offer, ack] = one.got.map((frame) => frame.subarray(14 + 20 + 8));
  t.deepEqual([offer?.[242], ack?.[242]], [2, 5], 'an offer, and its confirmation');
  t.deepEqual([...offer!.subarray(4, 8)], [1, 2, 3, 4], 'of this transaction');
  const given = [...offer!.subarray(16, 20)].join('.');
  t.is(given, lan.addressOf(ONE));
  t.deepEqual([...ack!.subarray(16, 20)].join('.'), given);
  t.not(lan.addressOf(TWO), given);
  const ip = one.got[0]!.subarray(14, 34);
  let sum = 0;
  for (let at = 0; at < 20; at += 2) sum += ip.readUInt16BE(at);
  t.is((sum & 0xffff) + (sum >> 16), 0xffff, 'the checksum of the header is right');
  t.deepEqual(two.got, []);
});

test('the switch disconnects a stream of another program, and the others continue', async (t) => {
  await using folder = await scratchFolder('lan');
  await using lan = await openLan(join(folder.path, 'lan.sock'));
  const [one, two, odd] = [await plug(lan), await plug(lan), await plug(lan)];
  odd.socket.write(Buffer.from('ffffffff00', 'hex'));
  await once(odd.socket, 'close');
  one.socket.write(withLength(Buffer.from('short')));
  one.send(BROADCAST, ONE, 'still');
  t.deepEqual(await arrived(two, 1), ['still']);
});
