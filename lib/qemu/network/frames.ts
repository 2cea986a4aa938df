/** How QEMU's stream sockets carry ethernet frames: four bytes of length, most significant first, then the frame. */
const HEADER_BYTES = 4;
/** The longest valid frame: a jumbo frame with the header of virtio. */
const LONGEST_FRAME = 1 << 18;

/** Creates a function that cuts a stream into frames and returns the complete ones. */
export function frameCutter(): (chunk: Buffer) => readonly Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const frames: Buffer[] = [];
    while (rest.length >= HEADER_BYTES) {
      const length = rest.readUInt32BE(0);
      if (length > LONGEST_FRAME) throw new RangeError(`a frame of ${length} bytes: not a stream of QEMU`);
      if (rest.length < HEADER_BYTES + length) break;
      frames.push(rest.subarray(HEADER_BYTES, HEADER_BYTES + length));
      rest = rest.subarray(HEADER_BYTES + length);
    }
    return frames;
  };
}

/** Returns a frame as it is written to such a stream. */
export function withLength(frame: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(frame.length);
  return Buffer.concat([header, frame]);
}

/** The address of all cards of a network. */
export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** Reads the target and the source of a frame, as `aa:bb:cc:dd:ee:ff`; null: the frame is too short. */
export function addressesOf(frame: Buffer): { readonly to: string; readonly from: string } | null {
  return frame.length < 14 ? null : { to: formatEther(frame.subarray(0, 6)), from: formatEther(frame.subarray(6, 12)) };
}

/** Whether an address is a broadcast or multicast address. */
export const isForAll = (ether: string): boolean => (Number.parseInt(ether.slice(0, 2), 16) & 1) === 1;

/** Writes an ethernet address as `aa:bb:cc:dd:ee:ff`. */
export const formatEther = (bytes: Buffer): string =>
  [...bytes.subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');

/** Reads an ethernet address into its 6 bytes. */
export const parseEther = (ether: string): Buffer => Buffer.from(ether.replaceAll(':', ''), 'hex');

/** Reads an IPv4 address into its 4 bytes. */
export const parseAddress = (address: string): Buffer => Buffer.from(address.split('.').map(Number));
