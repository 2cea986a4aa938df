/** How QEMU's stream sockets carry ethernet frames: four bytes of length, most significant first, then the frame. */
const HEADER_BYTES = 4;
/** Longer ones come from nobody: jumbo frames with what virtio puts before them. */
const LONGEST_FRAME = 1 << 18;

/** Cuts a stream into frames; gives those that have come whole. */
export function frameCutter(): (chunk: Buffer) => readonly Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const frames: Buffer[] = [];
    while (rest.length >= HEADER_BYTES) {
      const length = rest.readUInt32BE(0);
      if (length > LONGEST_FRAME) throw new RangeError(`a frame of ${length} bytes: this is no stream of QEMU`);
      if (rest.length < HEADER_BYTES + length) break;
      frames.push(rest.subarray(HEADER_BYTES, HEADER_BYTES + length));
      rest = rest.subarray(HEADER_BYTES + length);
    }
    return frames;
  };
}

/** A frame as it is written to such a stream. */
export function withLength(frame: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(frame.length);
  return Buffer.concat([header, frame]);
}

export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** To whom and from whom a frame is: `aa:bb:cc:dd:ee:ff`; null: it is too short for one. */
export function addressesOf(frame: Buffer): { readonly to: string; readonly from: string } | null {
  return frame.length < 14 ? null : { to: formatEther(frame.subarray(0, 6)), from: formatEther(frame.subarray(6, 12)) };
}

/** Broadcasts and multicasts go to everybody. */
export const isForAll = (ether: string): boolean => (Number.parseInt(ether.slice(0, 2), 16) & 1) === 1;

export const formatEther = (bytes: Buffer): string =>
  [...bytes.subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');

export const parseEther = (ether: string): Buffer => Buffer.from(ether.replaceAll(':', ''), 'hex');

export const parseAddress = (address: string): Buffer => Buffer.from(address.split('.').map(Number));
