import type { CandidateRange } from './candidate-range.ts';

/** Above this number of commits with a weight, a sample represents them. */
const REPRESENTATIVES = 512;

/** For each commit, the sums of the values of the commit and its ancestors. */
export type AncestorSums = (values: Float64Array) => Float64Array;

/**
 * Prepares sums over ancestors, for values that are large where `weights` are.
 *
 * Exact in a linear range, and where at most 512 commits have a weight. In others, 512 commits drawn evenly by weight
 * stand for all: the sum of the weights is then off by about 2 % at worst. Time: commits x representatives / 8.
 */
export function prepareAncestorSums(range: CandidateRange, weights: Float64Array): AncestorSums {
  if (range.isLinear) return prefixSums;
  const chosen = chooseRepresentatives(weights);
  const words = Math.max(1, Math.ceil(chosen.indices.length / 32));
  const bits = propagate(range, chosen.indices, words);
  return (values) => sumByTables(bits, words, representedValues(chosen, weights, values));
}

function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length);
  let sum = 0;
  for (let index = 0; index < values.length; index++) sums[index] = sum += values[index]!;
  return sums;
}

interface Representatives {
  readonly indices: Int32Array;
  /** The weight that each represents. */
  readonly shares: Float64Array;
}

function chooseRepresentatives(weights: Float64Array): Representatives {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const least = total * 1e-12;
  const present = Int32Array.from(weights.keys()).filter((index) => weights[index]! > least);
  if (present.length <= REPRESENTATIVES) {
    return { indices: present, shares: Float64Array.from(present, (index) => weights[index]!) };
  }
  // Systematic sampling: one commit for each 1/512 of the weight; a heavy commit is drawn several times.
  const stepSize = total / REPRESENTATIVES;
  const drawn = new Map<number, number>();
  let sum = 0;
  let next = stepSize / 2;
  for (const index of present) {
    sum += weights[index]!;
    for (; next < sum; next += stepSize) drawn.set(index, (drawn.get(index) ?? 0) + stepSize);
  }
  return { indices: Int32Array.from(drawn.keys()), shares: Float64Array.from(drawn.values()) };
}

const representedValues = ({ indices, shares }: Representatives, weights: Float64Array, values: Float64Array) =>
  Float64Array.from(indices, (index, place) => (values[index]! / weights[index]!) * shares[place]!);

/** For each commit, a bit for each representative that is the commit or its ancestor. */
function propagate({ parents }: CandidateRange, indices: Int32Array, words: number): Uint32Array {
  const bits = new Uint32Array(parents.length * words);
  indices.forEach((node, place) => (bits[node * words + (place >>> 5)]! |= 1 << (place & 31)));
  for (let node = 0; node < parents.length; node++) {
    const to = node * words;
    for (const parent of parents[node]!) {
      const from = parent * words;
      for (let word = 0; word < words; word++) bits[to + word]! |= bits[from + word]!;
    }
  }
  return bits;
}

/** Sums of the values whose bits are set, a byte at a time by tables of all 256 sums. */
function sumByTables(bits: Uint32Array, words: number, values: Float64Array): Float64Array {
  const bytes = new Uint8Array(bits.buffer);
  const width = words * 4;
  const tables = new Float64Array(width * 256);
  for (let column = 0; column < width; column++) {
    for (let pattern = 1; pattern < 256; pattern++) {
      const low = 31 - Math.clz32(pattern & -pattern);
      tables[column * 256 + pattern] =
        tables[column * 256 + (pattern & (pattern - 1))]! + (values[column * 8 + low] ?? 0);
    }
  }
  const sums = new Float64Array(bytes.length / width);
  for (let node = 0; node < sums.length; node++) {
    let sum = 0;
    const start = node * width;
    for (let column = 0; column < width; column++) sum += tables[column * 256 + bytes[start + column]!]!;
    sums[node] = sum;
  }
  return sums;
}
