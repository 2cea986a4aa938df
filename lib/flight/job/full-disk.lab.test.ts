import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import type { FlightRecord } from '../../../typings/report.ts';
import { qemuHostsDir } from '../../qemu/host/qemu-host-store.ts';
import { osstestCommand } from '../../testing/machine/osstest-command.ts';
import { realLab } from '../../testing/hosts/real-lab.ts';
import { withSmallDisk } from '../../testing/machine/small-disk.ts';
import { minutes } from '../../util/units.ts';

const asRoot = process.getuid?.() === 0 ? test : test.skip; // only root can mount a file system

asRoot('a job whose host fills the disk of this machine ends broken, with the full disk as its reason', async (t) => {
  t.timeout(minutes(25));
  await using lab = await realLab();
  const { stateDir, runtimeDir } = lab.config.paths;
  const enter = await withSmallDisk(qemuHostsDir(stateDir), '60m');
  const [program = '', ...words] = [...enter, ...osstestCommand('quickstart', '--fresh', '--json')];
  const child = spawn(program, words, {
    env: { ...process.env, OSSTEST_STATE_DIR: stateDir, OSSTEST_RUNTIME_DIR: runtimeDir },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const record = JSON.parse(await text(child.stdout)) as FlightRecord;
  await ended;
  const [job] = record.jobs;
  t.is(job?.job.status, 'broken');
  const reasons = job?.steps.map((step) => `${step.testid}: ${step.status}: ${step.reason}`) ?? [];
  t.log(reasons.join('\n'));
  t.true(reasons.some((line) => /broken: .*no space is left on the disk of this machine$/.test(line)));
});
