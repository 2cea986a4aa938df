import test from 'ava';
import type { ConsoleCrash } from '../../../typings/wire.ts';
import type { Clock } from '../../util/clock.ts';
import { classifyLine } from './crash-patterns.ts';
import { watchCrashes } from './crash-watch.ts';

const crashes: readonly (readonly [string, ConsoleCrash['kind'], string?])[] = [
  ['(XEN) Panic on CPU 0:', 'xen-panic', 'Panic on CPU 0:'],
  ['(XEN) [2026-11-23 10:00:00] Panic on CPU 12:', 'xen-panic', 'Panic on CPU 12:'],
  ['(XEN) [    1.234567] FATAL TRAP: vec 2, NMI[0000]', 'xen-panic', 'FATAL TRAP: vec 2, NMI[0000]'],
  ["(XEN) Assertion 'x > 0' failed at common/page_alloc.c:123", 'xen-panic'],
  ['(XEN) Xen BUG at arch/x86/mm.c:99', 'xen-panic'],
  ['host login: (XEN) Xen BUG at arch/x86/mm.c:99', 'xen-panic', 'Xen BUG at arch/x86/mm.c:99'],
  ['(XEN) Hardware Dom0 crashed: rebooting machine in 5 seconds.', 'dom0-crash'],
  ["(XEN) Hardware Dom0 crashed: 'noreboot' set - not rebooting.", 'dom0-crash'],
  ['(XEN) Domain 0 crashed: rebooting machine in 5 seconds.', 'dom0-crash'],
  ['(XEN) Domain 0 (vcpu#1) crashed on cpu#0:', 'dom0-crash'],
  ['(XEN) Hardware Dom0 shutdown: watchdog rebooting machine', 'dom0-crash'],
  [
    '[   42.123456] Kernel panic - not syncing: sysrq triggered crash',
    'linux-panic',
    'Kernel panic - not syncing: sysrq triggered crash',
  ],
  ['Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)', 'linux-panic'],
  ['debian login: [  123.456789][  T42] Kernel panic - not syncing: Fatal exception', 'linux-panic'],
  ['[    0.000000] PANIC: early exception 0x0e IP 10:ffffffff81', 'linux-panic'],
  ['<1>[  5.000001] BUG: kernel NULL pointer dereference, address: 0000000000000008', 'linux-oops'],
  ['[    5.000002] BUG: unable to handle page fault for address: ffffc90000000000', 'linux-oops'],
  ['[    5.000003] BUG: Bad page state in process xl  pfn:12345', 'linux-oops'],
  ['[    5.000004] kernel BUG at mm/slub.c:305!', 'linux-oops'],
  ['[    5.000005] Oops: 0002 [#1] PREEMPT SMP NOPTI', 'linux-oops'],
  ['[    5.000006] Oops: general protection fault, probably for non-canonical address 0xdead: 0000 [#1]', 'linux-oops'],
  ['[    5.000007] general protection fault: 0000 [#1] SMP', 'linux-oops'],
  ['[    5.000008] general protection fault, probably for non-canonical address 0xdead: 0000 [#1] SMP', 'linux-oops'],
  ['[    5.000009] invalid opcode: 0000 [#1] PREEMPT SMP', 'linux-oops'],
  ['[    5.000010] Internal error: Oops: 96000004 [#1] SMP', 'linux-oops'],
  ['[    5.000011] Internal error: Oops - BUG: 0 [#1] SMP ARM', 'linux-oops'],
  ['[    5.000012] Unable to handle kernel NULL pointer dereference at virtual address 00000000', 'linux-oops'],
];

for (const [line, kind, message] of crashes) {
  test(`classifyLine finds a crash: ${line}`, (t) => {
    const found = classifyLine(line);
    t.is(found?.kind, kind);
    if (message !== undefined) t.is(found?.message, message);
  });
}

const harmless = [
  '[    0.000000] Kernel command line: root=/dev/xvda1 ro panic=10 oops=panic console=hvc0',
  '(XEN) Command line: placeholder dom0_mem=640M noreboot nmi=fatal watchdog panic=30',
  '[    0.100000] Kernel panic_on_oops is set',
  'kernel.panic = 10',
  '[   12.000000] Call Trace:',
  '(XEN) Xen call trace:',
  '[   12.000000] WARNING: CPU: 0 PID: 1 at kernel/panic.c:123 foo+0x1/0x2',
  '[   60.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [xl:123]',
  '[   60.000000] BUG: soft lockup - CPU#1 stuck for 23s! [apt-get:99]',
  '[   60.000000] BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 31s!',
  '[   60.000000] rcu: INFO: rcu_sched self-detected stall on CPU',
  '[   60.000000] INFO: task xl:123 blocked for more than 120 seconds.',
  '[   61.000000] traps: python3[123] general protection fault ip:7f00 sp:7ffe error:0 in libc.so.6[7f00+1000]',
  '[   61.000000] prog[123]: segfault at 0 ip 0000 sp 0000 error 4 in prog',
  '(XEN) Hardware Dom0 halted: halting machine',
  '(XEN) Hardware Dom0 shutdown: rebooting machine',
  '(XEN) Domain 3 (vcpu#0) crashed on cpu#1:',
  '(d1) [    1.000000] Kernel panic - not syncing: Attempted to kill init!',
  '(XEN) (d2) [    1.000000] Kernel panic - not syncing: Attempted to kill init!',
  '(XEN) d1v0 Unhandled page fault fault/trap [#14, ec=0002]',
  '(XEN) d0v1 Xen WARN at nowhere',
  '[    1.000000] Mitigation: PTI; DEBUG: Assertion',
  'root@host:~# echo "Kernel panic - not syncing" > /dev/null',
  '[    2.000000] EDAC: no fault injection',
  '[    2.000000] systemd[1]: Starting kdump-config BUG hunting: Oops handler...',
  '[  333.000000] ---[ end Kernel panic - not syncing: sysrq triggered crash ]---',
];

for (const line of harmless) {
  test(`classifyLine finds no crash: ${line}`, (t) => t.is(classifyLine(line), null));
}

function watchAll(batches: readonly { readonly afterMs: number; readonly lines: readonly string[] }[]): ConsoleCrash[] {
  const found: ConsoleCrash[] = [];
  let now = 1_000_000;
  const clock: Clock = { now: () => now, sleep: () => new Promise(() => undefined) };
  const watch = watchCrashes(clock, (crash) => found.push(crash));
  for (const { afterMs, lines } of batches) {
    now += afterMs;
    watch.feed(lines, lines.join('\n'));
  }
  watch.end();
  return found;
}

test('a crash that prints many lines is reported once, with the first line that describes it', (t) => {
  const lines = [
    '(XEN) ----[ Xen-4.17.7  x86_64  debug=n  Not tainted ]----',
    '(XEN) CPU:    0',
    '(XEN) ****************************************',
    '(XEN) Panic on CPU 0:',
    '(XEN) FATAL TRAP: vec 2, NMI[0000]',
    '(XEN) ****************************************',
    "(XEN) Manual reset required ('noreboot' specified)",
  ];
  t.like(watchAll([{ afterMs: 0, lines }]), [
    { kind: 'xen-panic', message: 'Panic on CPU 0: FATAL TRAP: vec 2, NMI[0000]' },
  ]);
  t.is(watchAll(lines.map((line) => ({ afterMs: 500, lines: [line] }))).length, 1);
});

test('an oops that becomes a panic is reported again, with the oops; later lines are not', (t) => {
  const found = watchAll([
    {
      afterMs: 0,
      lines: ['[ 1.000000] BUG: kernel NULL pointer dereference, address: 0', '[ 1.0] Oops: 0002 [#1] SMP'],
    },
    { afterMs: 3000, lines: ['[ 4.000000] Kernel panic - not syncing: Fatal exception'] },
    { afterMs: 5000, lines: ['(XEN) Hardware Dom0 crashed: rebooting machine in 5 seconds.'] },
  ]);
  t.deepEqual(
    found.map(({ kind, message }) => [kind, message]),
    [
      ['linux-oops', 'BUG: kernel NULL pointer dereference, address: 0'],
      [
        'linux-panic',
        'Kernel panic - not syncing: Fatal exception (after: BUG: kernel NULL pointer dereference, address: 0)',
      ],
    ],
  );
});

test('a crash after the end of the last one is a new crash', (t) => {
  const lines = ['[    1.000000] Kernel panic - not syncing: one'];
  t.is(
    watchAll([
      { afterMs: 0, lines },
      { afterMs: 60_000, lines },
    ]).length,
    2,
  );
});

test('a panic without a further line is reported', (t) => {
  t.like(watchAll([{ afterMs: 0, lines: ['(XEN) Panic on CPU 3:'] }]), [{ message: 'Panic on CPU 3:' }]);
});
