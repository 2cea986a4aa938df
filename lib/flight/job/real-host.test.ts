import test, { type ExecutionContext } from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobRecord } from '../../../typings/report.ts';
import { listQemuHosts } from '../../qemu/host/qemu-host-store.ts';
import { realLab, type RealLab } from '../../testing/hosts/real-lab.ts';
import { runOnRealHost } from '../../testing/hosts/run-on-real-host.ts';
import { minutes } from '../../util/units.ts';

const JOB = 'test-amd64-amd64-pv';

/** Runs the recipe of the quickstart, and returns its record. */
async function runPv(t: ExecutionContext, lab: RealLab, fresh: boolean): Promise<JobRecord> {
  const { outcome, record, damaged, events } = await runOnRealHost(lab, { job: JOB, recipe: 'test-pv', fresh });
  if (outcome?.status !== 'pass')
    for (const event of events)
      if (event.kind === 'progress' || event.kind === 'finished') t.log(JSON.stringify(event));
  t.deepEqual(outcome, { status: 'pass', reason: null });
  t.deepEqual(damaged, [], 'the stashed files agree with their record');
  t.deepEqual(await listQemuHosts(lab.config.paths.stateDir), [], 'the host is removed at the end');
  return record;
}

/** Reads a stashed file of the host of a job. */
const readStashed = (record: JobRecord, name: string): Promise<string> =>
  readFile(join(record.stashFolder ?? '', `${record.runvars['host']}-${name}`), 'utf8');

test.serial(
  'a job installs and boots Xen on a QEMU host and starts a guest, and its record agrees with the host',
  async (t) => {
    t.timeout(minutes(25));
    await using lab = await realLab();
    const cold = await runPv(t, lab, true);
    t.deepEqual(
      cold.steps.map(({ testid, status }) => `${testid}: ${status}`),
      [
        'build-check(1): pass',
        'hosts-allocate: pass',
        'host-install(3): pass',
        'host-ping-check-native: pass',
        'xen-install: pass',
        'xen-boot: pass',
        'host-ping-check-xen: pass',
        'leak-check/basis(8): pass',
        'tiny-install: pass',
        'guest-start: pass',
        'guest-stop: pass',
        'leak-check/check: pass',
        'capture-logs(13): pass',
      ],
    );

    const serial = await readStashed(cold, 'serial.log');
    const linuxBoots = [...serial.matchAll(/^(\S+) .*Linux version /gm)].map(([, at]) => new Date(at ?? ''));
    const xenBoots = [...serial.matchAll(/^(\S+) .*\(XEN\) Xen version 4\.\d+/gm)].map(([, at]) => new Date(at ?? ''));
    t.is(xenBoots.length, 1, 'the console shows one boot of Xen');
    const during = (testid: string, at: Date | undefined): boolean => {
      const step = cold.steps.find((one) => one.testid === testid);
      const [from, to] = [step?.startedAt?.getTime() ?? Infinity, step?.finishedAt?.getTime() ?? 0];
      return at !== undefined && at.getTime() >= from - 1000 && at.getTime() <= to + 1000;
    };
    t.true(during('host-install(3)', linuxBoots[0]), 'the first boot is within host-install');
    t.true(during('xen-boot', xenBoots[0]), 'the boot of Xen is within xen-boot');

    t.regex(await readStashed(cold, 'output-xl-info'), /xen_version\s*: 4\./);
    t.regex(await readStashed(cold, 'output-dpkg'), /xen-hypervisor-4\.\d+-amd64/);
    const followed = await readStashed(cold, '-guest-tiny-serial.log');
    const [, addressAt = ''] = /^(\S+) .*osstest-guest-address 10\.0\.2\./m.exec(followed) ?? [];
    t.true(during('guest-start', new Date(addressAt)), "the guest's console has its address, within the step");
    t.regex(await readStashed(cold, '-var-log-xen-console-guest-tiny.log'), /osstest-guest-address 10\.0\.2\./);

    const warm = await runPv(t, lab, false);
    const skipped = warm.steps.filter(({ status }) => status === 'skip');
    t.deepEqual(
      skipped.map(({ testid }) => testid),
      ['host-install(3)', 'host-ping-check-native', 'xen-install', 'xen-boot'],
    );
    for (const step of skipped) t.regex(step.reason ?? '', /^reuse of an installed host, frozen \d{4}-/);
    t.notRegex(await readStashed(warm, 'serial.log'), /Xen version/, 'a thawed host does not boot');
  },
);
