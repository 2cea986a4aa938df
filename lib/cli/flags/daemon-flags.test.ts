import test from 'ava';
import { UsageError } from '../../errors/usage-error.ts';
import { parseListen } from './daemon-flags.ts';

test('parseListen takes a port, an address and an IPv6 address, and refuses anything else', (t) => {
  t.deepEqual(['4031', '10.0.0.1:1', '[::]:2'].map(parseListen), [
    { host: '127.0.0.1', port: 4031 },
    { host: '10.0.0.1', port: 1 },
    { host: '::', port: 2 },
  ]);
  for (const wrong of ['', 'x', ':1', '1:2:3', '70000']) t.throws(() => parseListen(wrong), { instanceOf: UsageError });
});
