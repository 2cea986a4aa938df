import test from 'ava';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { CommandResult } from '../../../typings/command.ts';
import type { Host } from '../../../typings/host.ts';
import { CommandError } from '../../errors/command-errors.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { run } from '../../util/subprocess.ts';
import { xlToolstack } from './xl.ts';

/** Returns a toolstack on a host that gives the same answer to every command. */
function answering(answer: Partial<CommandResult>) {
  const result: CommandResult = {
    host: 'host1',
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

test('inspect returns the state of a domain from its letters, or `absent`; any other failure of xl is an error', async (t) => {
  const states = ['r-----', '------', '-b----', '--p---', '---s--', '----c-', '---s-d'];
  const infos = await Promise.all(states.map((state) => answering({ stdout: listing(state) }).inspect('debian')));
  t.deepEqual(
    infos.map(({ state }) => state),
    ['running', 'running', 'blocked', 'paused', 'shutdown', 'crashed', 'dying'],
  );
  t.true(infos.every(({ domid }) => domid === 7));
  for (const stderr of [
    'debian is an invalid domain identifier (rc=-6)\n',
    "Error: Domain 'debian' does not exist.\n",
  ]) {
    t.deepEqual(await answering({ exitCode: 1, stderr }).inspect('debian'), { state: 'absent', domid: null });
  }
  const broken = answering({ exitCode: 1, stderr: 'libxl: error: cannot connect to xenstore\n' });
  await t.throwsAsync(broken.inspect('debian'), { code: 'COMMAND_FAILED', message: /cannot connect to xenstore/ });
});

test('describeEnd returns how the last domain of a name ended, and the error that Xen printed about it', async (t) => {
  await using folder = await scratchFolder('xl');
  const [log, xl] = [join(folder.path, 'xl-debian.log'), join(folder.path, 'xl')];
  const printed = [
    '(XEN) d3v0 Triple fault - invoking HVM shutdown action 1',
    '(XEN) d33v0 Triple fault - invoking HVM shutdown action 1',
    '(XEN) HVM d3 save: CPU',
  ];
  await writeFile(xl, `#!/bin/sh\ncat <<'E'\n${printed.join('\n')}\nE\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder.path}:${process.env['PATH']}` };
  const exec = async (command: readonly string[]) => run([...command.slice(0, -1), log], { env, okExitCodes: [0, 1] });
  const toolstack = xlToolstack({ exec } as unknown as Host);
  t.is(await toolstack.describeEnd('debian'), null, 'no log');
  const noted = async (...ends: readonly (readonly [domid: number, code: number])[]): Promise<string | null> => {
    const lines = ends.map(([domid, code]) => `Domain ${domid} has shut down, reason code ${code} 0x${code}\n`);
    await writeFile(log, `Waiting for domain debian (domid 3) to die [pid 1236]\n${lines.join('')}`);
    return toolstack.describeEnd('debian');
  };
  t.is(await noted(), null);
  t.is(await noted([1, 0]), 'shut down by power-off');
  t.is(await noted([1, 0], [3, 1]), 'shut down by reboot (Xen: d3v0 Triple fault - invoking HVM shutdown action 1)');
  t.is(await noted([3, 1], [4, 3]), 'shut down by a crash');
  t.is(await noted([4, 42]), 'shut down by reason 42');
});
