import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinalJobStatus } from '../../../typings/status.ts';
import { realLab } from '../../testing/hosts/real-lab.ts';
import { runOnRealHost } from '../../testing/hosts/run-on-real-host.ts';
import { minutes } from '../../util/units.ts';

interface Expected {
  /** Expected status of the job. */
  readonly status: FinalJobStatus;
  /** Expected reason of the failed step. */
  readonly reason: RegExp;
  /** Testid of the failed step; default provoke-fault. */
  readonly failing?: string;
  readonly runvars?: Readonly<Record<string, string>>;
  /** Expected content of a stashed file, such as the log of the host's console. */
  readonly stashed?: readonly [file: string, content: RegExp];
  /** Limit of the duration of the failed step. */
  readonly withinMs: number;
}

const endsWithReason = test.macro({
  exec: async (
    t,
    fault: string,
    { status, reason, failing = 'provoke-fault', runvars, stashed, withinMs }: Expected,
  ) => {
    t.timeout(minutes(40));
    await using lab = await realLab();
    const job = `fault-${fault}`;
    const run = await runOnRealHost(lab, {
      job,
      recipe: 'provoke-fault',
      runvars: { fault, ...runvars },
      fresh: false,
    });
    for (const step of run.record.steps)
      t.log(
        `${step.testid}: ${step.status} ${(step.finishedAt?.getTime() ?? 0) - (step.startedAt?.getTime() ?? 0)} ms ${step.reason ?? ''}`,
      );
    for (const event of run.events) if (event.kind === 'progress') t.log(`  ${event.message}`);
    const step = run.record.steps.find(({ testid }) => testid === failing);
    t.regex(step?.reason ?? '', reason);
    t.is(run.outcome?.status, status);
    t.true((step?.finishedAt?.getTime() ?? Infinity) - (step?.startedAt?.getTime() ?? 0) < withinMs);
    t.deepEqual(run.damaged, []);
    if (stashed === undefined) return;
    const [file, content] = stashed;
    t.regex(await readFile(join(run.record.stashFolder ?? '', file), 'utf8'), content);
  },
  title: (_, fault: string) =>
    `a job on a host with fault ${fault} ends within its limit, with the cause as its reason`,
});

test.serial(endsWithReason, 'test', {
  status: 'fail',
  reason: /^the test fails by request$/,
  withinMs: minutes(1),
});
test.serial(endsWithReason, 'dom0-panic', {
  status: 'fail',
  reason: /Kernel panic|sysrq/i,
  stashed: ['qemu0-serial.log', /Kernel panic - not syncing/],
  withinMs: minutes(3),
});
test.serial(endsWithReason, 'guest-hang', {
  status: 'fail',
  reason: /^tiny: did not shut down: its domain is paused; its console ends: .*xl shutdown -w tiny/,
  failing: 'guest-stop',
  withinMs: minutes(5),
});
test.serial(endsWithReason, 'network-lost', {
  status: 'broken',
  reason: /the host stopped answering/,
  withinMs: minutes(6),
});
test.serial(endsWithReason, 'disk-full', {
  status: 'fail',
  reason: /No space left on device/,
  withinMs: minutes(6),
});
test.serial(endsWithReason, 'no-boot', {
  status: 'broken', // no logs can be captured from a host that does not boot
  reason: /not up within 120 s .*its console said last: .*Resetting/, // GRUB prints nothing without its configuration
  withinMs: minutes(6),
});
test.serial(endsWithReason, 'hang', {
  status: 'fail',
  reason: /240 s/,
  withinMs: minutes(6),
});
test.serial(endsWithReason, 'xen-panic', {
  status: 'fail',
  reason: /^qemu0: xen-panic on the serial console: Panic on CPU 0/,
  runvars: { xen_boot_append: 'nmi=fatal' },
  stashed: ['qemu0-serial.log', /\(XEN\) Panic on CPU/],
  withinMs: minutes(3),
});
