/** What a task owns of the lab, and since which change of owner. */
export interface HeldResource {
  /** `host`, or `share-host` for a slot of a shared one. */
  readonly restype: 'host' | 'share-host';
  /** Of the host. */
  readonly name: string;
  /** 0: the whole host. */
  readonly shareix: number;
  readonly generation: number;
}
