import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import process from 'node:process';
import type { FlightRecord } from '../../../typings/report.ts';
import { osstestCommand } from '../../testing/machine/osstest-command.ts';

interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: string;
}

/** Runs the quickstart in separate folders. Returns its duration and its record. */
async function quickstart(folder: string): Promise<{ readonly seconds: number; readonly record: FlightRecord }> {
  const env = {
    ...process.env,
    OSSTEST_STATE_DIR: join(folder, 'state'),
    OSSTEST_CACHE_DIR: join(folder, 'cache'),
    OSSTEST_RUNTIME_DIR: join(folder, 'run'),
  };
  const startedAt = performance.now();
  const [node, ...words] = osstestCommand('quickstart', '--json');
  const child = spawn(node, words, {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const record = JSON.parse(await text(child.stdout)) as FlightRecord;
  return { seconds: (performance.now() - startedAt) / 1000, record };
}

/** The quickstart by phase: with an empty cache, and with a frozen host. */
export const benchmarks = [
  {
    name: 'quickstart',
    run: async (report: (row: Row) => void): Promise<void> => {
      const folder = await mkdtemp(join(tmpdir(), 'osstest-bench-'));
      try {
        for (const [kind, limit] of [
          ['cold', '<= 600 s'],
          ['warm', '<= 180 s'],
        ] as const) {
          const { seconds, record } = await quickstart(folder);
          for (const { job, steps } of record.jobs) {
            for (const step of steps) {
              const [from, to] = [new Date(step.startedAt ?? 0).getTime(), new Date(step.finishedAt ?? 0).getTime()];
              const name = `${kind}: ${job.job} ${step.testid} (${step.status})`;
              report({ name, value: (to - from) / 1000, unit: 's' });
            }
          }
          const statuses = record.jobs.map(({ job }) => job.status).join(', ');
          report({ name: `${kind}: all (${statuses})`, value: seconds, unit: 's', limit });
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
];
