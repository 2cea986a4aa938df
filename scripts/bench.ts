// Runs the benchmarks: npm run bench [-- FILTER] [--json]. FILTER: part of a file's path or of a benchmark's name.
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { listFiles, ROOT } from '../lib/contract/source-tree.ts';
import type { Benchmark, BenchmarkRow } from '../typings/benchmark.ts';
import { describeError } from '../lib/errors/osstest-error.ts';

const words = process.argv.slice(2);
const json = words.includes('--json');
const filter = words.find((word) => !word.startsWith('--')) ?? '';

const rows: (BenchmarkRow & { readonly benchmark: string })[] = [];
let failed = 0;
for (const file of listFiles('lib', (path) => path.endsWith('.bench.ts'))) {
  const module = (await import(pathToFileURL(join(ROOT, file)).href)) as { readonly benchmarks: readonly Benchmark[] };
  for (const benchmark of module.benchmarks.filter((each) => `${file} ${each.name}`.includes(filter))) {
    const { name } = benchmark;
    process.stderr.write(`${file}: ${name}\n`);
    try {
      await benchmark.run((row) => {
        rows.push({ benchmark: name, ...row });
        if (!json) process.stdout.write(`${line(row)}\n`);
      });
    } catch (error) {
      failed++;
      process.stderr.write(`${name}: ${describeError(error)}\n`);
    }
  }
}
if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
if (rows.length === 0 && failed === 0) process.stderr.write(`no benchmark matches ${filter}\n`);
process.exitCode = failed > 0 || rows.length === 0 ? 1 : 0;

function line({ name, value, unit, comparedWith, ratio, limit }: BenchmarkRow): string {
  const figure = value >= 100 ? value.toFixed(0) : value.toPrecision(3);
  const compared =
    comparedWith === undefined ? '' : `${ratio === undefined ? '' : `${ratio.toFixed(2)} x `}${comparedWith}`;
  return `  ${name.padEnd(56)} ${`${figure} ${unit}`.padStart(14)}  ${(limit ?? '').padEnd(12)} ${compared}`.trimEnd();
}
