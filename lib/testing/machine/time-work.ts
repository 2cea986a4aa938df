/** Returns the duration of some work in milliseconds. */
export async function timeWork(work: () => Promise<unknown>): Promise<number> {
  const at = performance.now();
  await work();
  return performance.now() - at;
}

/** Returns the median duration of seven runs in milliseconds, after one run that does not count. */
export async function medianTime(work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let turn = 0; turn < 7; turn++) times.push(await timeWork(work));
  return times.toSorted((a, b) => a - b)[3] ?? 0;
}
