import test from 'ava';
import { toFailure } from './watch-disk.ts';

const failure = (data: Readonly<Record<string, unknown>>) => toFailure('host', { event: 'BLOCK_IO_ERROR', data });

test('toFailure explains why QEMU stopped a host, and reports a full disk of this machine', (t) => {
  const full = failure({ device: 'disk', operation: 'write', action: 'stop', nospace: true, reason: 'No space left' });
  t.like(full, { code: 'QEMU_HOST_FAILED', blame: 'lab', host: 'host' });
  t.regex(full?.message ?? '', /^host: was stopped because .*\(write\): no space is left on the disk of this machine$/);
  const other = failure({ operation: 'read', action: 'stop', nospace: false, reason: 'Input/output error' });
  t.regex(other?.message ?? '', /\(read\): Input\/output error$/);
});

test('toFailure returns null for an error that QEMU passes to the host, and for other events', (t) => {
  t.is(failure({ operation: 'write', action: 'report', nospace: true }), null);
  t.is(toFailure('host', { event: 'RESET', data: {} }), null);
});
