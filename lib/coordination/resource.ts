/** A host, or a slot of a shared host, that a task owns, with the change of owner that made it the task's. */
export interface HeldResource {
  /** `host`, or `share-host` for a slot of a shared one. */
  readonly restype: 'host' | 'share-host';
  /** Name of the host. */
  readonly name: string;
  /** 0: the whole host; otherwise the number of the slot. */
  readonly shareix: number;
  readonly generation: number;
}

/** A resource that has become free. */
export interface FreedResource {
  readonly restype: string;
  readonly resname: string;
  readonly shareix: number;
}
