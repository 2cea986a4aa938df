/** A box that was frozen while it ran: memory and disk, from which any number of boxes go on. */
export interface FrozenBox {
  readonly digest: string;
  /** What the caller froze it under. */
  readonly key: string;
  readonly frozenAt: Date;
  readonly diskPath: string;
  readonly statePath: string;
}
