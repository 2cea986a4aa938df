// A gate as a process: runs a branch once and prints the outcome. Its flights are recorded, not run.
import process from 'node:process';
import { loadConfig } from '../../config/load-config.ts';
import { openDatabase } from '../../db/open/open-database.ts';
import { loadBranch } from '../../gate/branch/load-branch.ts';
import { runGate } from '../../gate/run/run-gate.ts';
import { recordingHarness } from './recording-harness.ts';

const [configFile = '', branchFile = ''] = process.argv.slice(2);
const config = await loadConfig({ file: configFile });
const branch = await loadBranch(branchFile);
await using db = await openDatabase(config);
const { kind } = await runGate(db, {
  config,
  branch,
  signal: new AbortController().signal,
  harness: recordingHarness,
  onProgress: (line) => void process.stderr.write(`${line}\n`),
});
process.stdout.write(`${kind}\n`);
