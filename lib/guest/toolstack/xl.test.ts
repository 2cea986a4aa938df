import test from 'ava';
import type { CommandResult } from '../../../typings/command.ts';
import type { Host } from '../../../typings/host.ts';
import { CommandError } from '../../errors/command-errors.ts';
import { xlToolstack } from './xl.ts';

/** A toolstack on a box that answers every command so. */
function answering(answer: Partial<CommandResult>) {
  const result: CommandResult = {
    host: 'box1',
    command: 'xl',
    exitCode: 0,
    signal: null,
    stdout: '',
    stderr: '',
    outputCut: false,
    durationMs: 1,
    ...answer,
  };
  const exec: Host['exec'] = async (_, { okExitCodes = [0] } = {}) => {
    if (okExitCodes === 'any' || okExitCodes.includes(result.exitCode ?? -1)) return result;
    throw new CommandError(result);
  };
  return xlToolstack({ exec, text: async (...asked) => (await exec(...asked)).stdout.trim() } as Host);
}

const listing = (state: string): string =>
  [
    'Name                                        ID   Mem VCPUs\tState\tTime(s)',
    `debian                                       7   256     1     ${state}       3.1\n`,
  ].join('\n');

test('xl says how a domain is: by its letters, or that there is none; anything else that goes wrong is an error', async (t) => {
  const states = ['r-----', '------', '-b----', '--p---', '---s--', '----c-', '---s-d'];
  t.deepEqual(await Promise.all(states.map((state) => answering({ stdout: listing(state) }).state('debian'))), [
    'running',
    'running',
    'blocked',
    'paused',
    'shutdown',
    'crashed',
    'dying',
  ]);
  for (const stderr of [
    'debian is an invalid domain identifier (rc=-6)\n',
    "Error: Domain 'debian' does not exist.\n",
  ]) {
    t.is(await answering({ exitCode: 1, stderr }).state('debian'), 'absent');
  }
  const broken = answering({ exitCode: 1, stderr: 'libxl: error: cannot connect to xenstore\n' });
  await t.throwsAsync(broken.state('debian'), { code: 'COMMAND_FAILED', message: /cannot connect to xenstore/ });
});

test('xl notes how a domain ended; of several that had the name the last one counts', async (t) => {
  const lines = (...codes: number[]): string =>
    codes.map((code, index) => `Domain ${index + 3} has shut down, reason code ${code} 0x${code}\n`).join('');
  const noted = (stdout: string) => answering({ exitCode: stdout === '' ? 1 : 0, stdout }).endNoted('debian');
  t.is(await noted(''), null);
  t.is(await noted(lines(0)), 'shut down by power-off');
  t.is(await noted(lines(0, 1, 3)), 'shut down by a crash');
  t.is(await noted(lines(42)), 'shut down by reason 42');
});
