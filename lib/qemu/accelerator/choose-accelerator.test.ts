import test from 'ava';
import { hasVirtualization } from './choose-accelerator.ts';

test('hasVirtualization finds vmx and svm among the flags of a processor only', (t) => {
  t.true(hasVirtualization('model name\t: A\nflags\t\t: fpu vmx sse\n'));
  t.true(hasVirtualization('flags\t\t: fpu svm\n'));
  t.false(hasVirtualization('model name\t: svm of old\nflags\t\t: fpu sse svm_lock\nbugs\t\t: vmx\n'));
});
