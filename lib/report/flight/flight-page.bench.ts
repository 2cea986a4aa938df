import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from '../../../typings/benchmark.ts';
import { openInChromium } from '../../testing/peers/open-in-chromium.ts';
import { sampleFlight } from '../../testing/samples/sample-flight.ts';
import { systemClock } from '../../util/clock.ts';
import { flightPage } from './flight-page.ts';

const ROUNDS = 5;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Measures the page of a flight of 50 jobs and 700 steps: its size, and the times to generate and to show it. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: 'flight page',
    run: async (report) => {
      const record = sampleFlight({ jobs: 54 });
      const steps = record.jobs.reduce((sum, job) => sum + job.steps.length, 0);
      const beginMs = systemClock.now();
      const page = flightPage(record, { generatedAt: new Date('2026-11-24T01:00:00Z') });
      const of = `page of ${record.jobs.length} jobs, ${steps} steps`;
      report({ name: `${of}: made`, value: systemClock.now() - beginMs, unit: 'ms' });
      report({ name: `${of}: size`, value: Buffer.byteLength(page) / 1e6, unit: 'MB', limit: '<= 2 MB' });
      const folder = await mkdtemp(join(tmpdir(), 'osstest-page-'));
      try {
        const file = join(folder, 'page.html');
        const empty = join(folder, 'empty.html');
        await writeFile(file, page);
        await writeFile(empty, '<!doctype html><title>empty</title><p>empty');
        const nothing = await firstPaint(empty);
        const paint = await firstPaint(file);
        report({
          name: `${of}: first paint, median of ${ROUNDS}`,
          value: paint,
          unit: 'ms',
          limit: '<= 1000 ms',
          comparedWith: `an empty page (${nothing.toFixed(0)} ms)`,
          ratio: paint / nothing,
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
];

async function firstPaint(file: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await using page = await openInChromium(file, { width: 1280, height: 900 });
    times.push(await page.evaluate<number>(FIRST_PAINT));
  }
  return median(times);
}

const FIRST_PAINT = `new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))`;
