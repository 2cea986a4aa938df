/** A typed array that grows at its end. */
export interface Growing<Values> {
  readonly length: number;
  push(value: number): void;
  /** The value at a place that has one. */
  at(index: number): number;
  set(index: number, value: number): void;
  /** All of them, in an array of their number. */
  values(): Values;
}

type Numbers = Int32Array | Float64Array;

const FIRST_LENGTH = 1024;

/** Makes an empty one of a kind of typed array. */
export function growing<Values extends Numbers>(Kind: new (length: number) => Values): Growing<Values> {
  let held = new Kind(FIRST_LENGTH);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push: (value) => {
      if (length === held.length) {
        const larger = new Kind(length * 2);
        larger.set(held);
        held = larger;
      }
      held[length++] = value;
    },
    at: (index) => held[index] ?? 0,
    set: (index, value) => {
      held[index] = value;
    },
    values: () => held.slice(0, length) as Values,
  };
}
