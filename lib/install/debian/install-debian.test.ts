import test from 'ava';
import { UnsupportedError } from '../../errors/host-errors.ts';
import { openHost } from '../../host/open-host.ts';
import { createEmitter } from '../../record/events/create-emitter.ts';
import { createFakePower } from '../../testing/fakes/fake-power.ts';
import { openSsh } from '../../wire/ssh/open-ssh.ts';
import { installDebian } from './install-debian.ts';

test('installDebian refuses a host without a disk image, and names the flag that allows its present Debian', async (t) => {
  await using host = openHost({
    name: 'host',
    ident: 'host',
    flags: [],
    properties: {},
    ssh: openSsh({
      name: 'host',
      address: '127.0.0.1',
      port: 1,
      user: 'root',
      identityPath: '/nonexistent',
      hostKeys: 'learn',
    }),
    power: createFakePower(),
    serial: null,
    imaging: null,
    emitter: createEmitter([]),
  });
  const error = await t.throwsAsync(installDebian(host), { instanceOf: UnsupportedError });
  t.like(error, { code: 'UNSUPPORTED', blame: 'lab' });
  t.regex(error.message, /^host: cannot be installed by osstest .*"no-reinstall"/);
});
