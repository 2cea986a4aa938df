import test from 'ava';
import { failureSignature } from './signature.ts';

test('failureSignature is the same for two runs of one failure', (t) => {
  const one = `building\n2026-11-23T09:22:09Z rimava0 ssh: xl create g1 (12.3 s)\nlibxl: error: domain 14: pid 4711 at 0x7ffe12, 10.0.0.7:22\n`;
  const two = `other\nbuilding\n2026-12-01T19:02:59Z italia1 ssh: xl create g1 (9 s)\nlibxl: error: domain 3: pid 9 at 0x55aa00, 192.168.1.3:22\n`;
  const signature = failureSignature(one, ['rimava0', 'italia1']);
  t.is(signature, 'building\nTIME NAME ssh: xl create gN (N s)\nlibxl: error: domain N: pid N at N, ADDRESS');
  t.is(
    failureSignature(two, ['rimava0', 'italia1']).split('\n').slice(-2).join('\n'),
    signature.split('\n').slice(-2).join('\n'),
  );
  t.not(failureSignature('xl create: out of memory'), failureSignature('xl destroy: out of memory'));
});

test('failureSignature of a crash is its line and the first frames, wherever it is', (t) => {
  const output = [
    'boot',
    '[   12.345678] BUG: unable to handle page fault for address: ffff888000000010',
    '[   12.345679] CPU: 3 PID: 77',
    '[   12.345680]  do_fault+0x12/0x40',
    '[   12.345681]  handle_mm_fault+0x99/0x1c0',
    ...Array.from({ length: 50 }, (_, line) => `[   13.${line}] later ${line}`),
  ].join('\n');
  t.is(failureSignature(output), 'BUG: unable to handle page fault for address: N\ndo_fault+N/N\nhandle_mm_fault+N/N');
  t.notRegex(failureSignature(output), /later/);
});

test('failureSignature reads hostile output in linear time', (t) => {
  const beganAt = performance.now();
  failureSignature('a'.repeat(3_000_000));
  failureSignature('a.'.repeat(1_000_000));
  failureSignature(' 1:'.repeat(1_000_000));
  t.true(performance.now() - beganAt < 3000);
});
