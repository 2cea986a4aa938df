import test from 'ava';
import type { Host } from '../../typings/host.ts';
import type { SerialConsole } from '../../typings/wire.ts';
import { HostDownError } from '../errors/host-errors.ts';
import { createEmitter } from '../record/events/create-emitter.ts';
import { createFakePower, type FakePower } from '../testing/fakes/fake-power.ts';
import { startFakeSshServer } from '../testing/fakes/fake-ssh-server.ts';
import { collectingSink } from '../testing/hosts/real-lab.ts';
import { freePort } from '../testing/machine/free-port.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { openHost } from './open-host.ts';
import { awaitUp, rebootHost } from './reboot.ts';

interface QemuHost extends AsyncDisposable {
  readonly host: Host;
  readonly power: FakePower;
  progress(): string[];
}

/** A host whose boot id counts how often it was switched on, unless `bootId` says otherwise; null: nobody answers. */
async function startQemuHost(
  bootId: ((power: FakePower) => string) | null = (power) => `boot-${power.boots()}`,
): Promise<QemuHost> {
  const power = createFakePower({ isOn: true });
  const sink = collectingSink();
  const server = await startFakeSshServer({
    onExec: (_command, channel) => {
      channel.write(`${bootId?.(power)}\n`);
      channel.exit(0);
      channel.end();
    },
  });
  const ssh = openSsh({ ...server.target, ...(bootId === null ? { port: await freePort() } : {}) });
  const host = openHost({
    name: 'host',
    ident: 'host',
    flags: [],
    properties: {},
    ssh,
    power,
    serial: null,
    imaging: null,
    emitter: createEmitter([sink]),
  });
  return {
    host,
    power,
    progress: () => sink.events.flatMap((event) => (event.kind === 'progress' ? [event.message] : [])),
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

test('a reboot by power is over when another boot answers', async (t) => {
  await using host = await startQemuHost();
  const { bootId } = await rebootHost(host.host, { via: 'power', timeoutMs: 20_000 });
  t.is(bootId, 'boot-1');
  t.deepEqual(host.power.history, ['reset']);
});

test('a host that goes on running the boot before is not taken for rebooted', async (t) => {
  await using host = await startQemuHost(() => 'the same');
  const error = await t.throwsAsync(rebootHost(host.host, { via: 'power', timeoutMs: 1500 }), {
    instanceOf: HostDownError,
  });
  t.like(error, { code: 'HOST_DOWN', blame: 'test', host: 'host', timeoutMs: 1500 });
  t.regex(error.message, /^host: waiting for a login: not up within 1\.5 s \(last: still the boot before\)$/);
});

test('a host that does not answer is down, with what was last seen', async (t) => {
  await using host = await startQemuHost(null);
  const error = await t.throwsAsync(awaitUp(host.host, { timeoutMs: 1500 }), { instanceOf: HostDownError });
  t.regex(error.message, /connection refused/);
  t.is(host.progress().filter((line) => line.includes('waiting for ssh')).length, 1, 'said once, not every second');
});

test('a host that does not come up is told of with the last line on its console', async (t) => {
  await using host = await startQemuHost(null);
  const serial = { tail: () => ['GRUB loading.', 'grub rescue> ', '   '] } as unknown as SerialConsole;
  const silent = await t.throwsAsync(awaitUp({ ...host.host, serial }, { timeoutMs: 500 }));
  t.regex(silent.message, /; its console said last: grub rescue>\)$/);
});

test('waiting for a host ends at once when it is aborted', async (t) => {
  await using host = await startQemuHost(null);
  const reason = new Error('panic');
  const controller = new AbortController();
  const waiting = awaitUp(host.host, { timeoutMs: 60_000, signal: controller.signal });
  controller.abort(reason);
  t.is(await t.throwsAsync(waiting), reason);
});
