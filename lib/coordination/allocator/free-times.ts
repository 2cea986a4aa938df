import type { Plan } from '../plan/plan-types.ts';

/** When hosts are free for a certain time at least. */
export interface FreeTimes {
  /** All times at which a host comes free, and 0; sorted. Seconds from the plan's Start. */
  readonly all: readonly number[];
  /** A bit for each of them: whether nothing is booked on a host from then on; who may share it is not looked at. */
  readonly bits: ReadonlyMap<string, Uint32Array>;
}

/** Works out once at which times each host is free for so long, so that asking is cheap. */
export function freeTimes(plan: Plan, hosts: ReadonlySet<string>, durationSeconds: number): FreeTimes {
  const busy = new Map([...hosts].map((host) => [host, busyPeriods(plan, host)]));
  const all = [...new Set([0, ...[...busy.values()].flatMap((periods) => periods.map(({ end }) => end))])]
    .filter((time) => time >= 0 && time !== Infinity)
    .sort((a, b) => a - b);
  return { all, bits: new Map([...busy].map(([host, periods]) => [host, freeBits(all, periods, durationSeconds)])) };
}

export const hasBit = (bits: Uint32Array, index: number): boolean => (bits[index >> 5]! & (1 << (index & 31))) !== 0;

interface Period {
  readonly start: number;
  readonly end: number;
}

function busyPeriods(plan: Plan, host: string): Period[] {
  const events = plan.Events[`host ${host}`] ?? [];
  return events.flatMap((event, index) =>
    Number(event.Avail) > 0
      ? []
      : [{ start: Number(event.Time), end: index + 1 < events.length ? Number(events[index + 1]!.Time) : Infinity }],
  );
}

/** A bit for each time: whether no period overlaps the time that is wanted from then on. */
function freeBits(all: readonly number[], periods: readonly Period[], durationSeconds: number): Uint32Array {
  const bits = new Uint32Array((all.length + 31) >> 5).fill(0xffffffff);
  for (const { start, end } of periods) {
    // not free from the first time at which what is wanted would reach into the period, until its end
    clearBits(bits, firstAfter(all, start - durationSeconds), end === Infinity ? all.length : firstFrom(all, end));
  }
  return bits;
}

/** Clears the bits from one index up to, but not including, another: whole words where it can. */
function clearBits(bits: Uint32Array, from: number, to: number): void {
  for (let index = from; index < to;) {
    if ((index & 31) === 0 && index + 32 <= to) {
      bits[index >> 5] = 0;
      index += 32;
    } else {
      bits[index >> 5]! &= ~(1 << (index & 31));
      index++;
    }
  }
}

/** Index of the first time that is not before `limit`; times are whole seconds or fractions of them. */
function firstFrom(all: readonly number[], limit: number): number {
  const index = firstAfter(all, limit);
  return index > 0 && all[index - 1] === limit ? index - 1 : index;
}

/** Index of the first time later than `limit`. */
function firstAfter(all: readonly number[], limit: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]! > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
