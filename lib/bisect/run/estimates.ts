/** What visits have cost so far, in seconds. */
export interface Estimates {
  readonly addPreparation: (seconds: number) => void;
  readonly addRun: (seconds: number) => void;
  readonly preparation: () => number;
  readonly run: () => number;
}

/** Starts with one guess of each, which later figures outweigh. */
export function createEstimates(guess: { readonly preparation: number; readonly run: number }): Estimates {
  const preparations = createMean(guess.preparation);
  const runs = createMean(guess.run);
  return { addPreparation: preparations.add, addRun: runs.add, preparation: preparations.value, run: runs.value };
}

function createMean(guess: number): { readonly add: (value: number) => void; readonly value: () => number } {
  let sum = 0;
  let count = 0;
  return {
    add: (value) => {
      sum += value;
      count++;
    },
    // A choice must not depend on a millisecond: two digits are enough.
    value: () => Number((count === 0 ? guess : Math.max(0.001, sum / count)).toPrecision(1)),
  };
}
