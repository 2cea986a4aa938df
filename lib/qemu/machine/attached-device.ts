/** A disk or network card that was attached to a running host; it has its own identifier and uses one port of the machine. */
export type AttachedDevice = {
  /** For a disk this is also the serial number: the host finds the disk as `/dev/disk/by-id/virtio-ID`. */
  readonly id: string;
  readonly port: string;
} & (
  | {
      readonly kind: 'disk';
      /** Name of the disk's file in the host's folder. */
      readonly file: string;
    }
  | {
      readonly kind: 'card';
      /** Unix socket of the network that the card is connected to. */
      readonly socketPath: string;
      readonly ether: string;
    }
);
