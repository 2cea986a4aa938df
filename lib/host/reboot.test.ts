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
import { awaitUp } from './reboot.ts';

interface TestHost extends AsyncDisposable {
  readonly host: Host;
  readonly power: FakePower;
  progress(): string[];
}

/** Starts a host whose boot id counts its boots, unless `bootId` returns another one; null: the host does not answer. */
async function startHost(
  bootId: ((power: FakePower) => string) | null = (power) => `boot-${power.boots()}`,
): Promise<TestHost> {
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

test('host.reboot by power returns when a new boot answers', async (t) => {
  await using host = await startHost();
  const { bootId } = await host.host.reboot({ via: 'power', timeoutMs: 20_000 });
  t.is(bootId, 'boot-1');
  t.deepEqual(host.power.history, ['reset']);
});

test('host.reboot fails when the host still runs the previous boot', async (t) => {
  await using host = await startHost(() => 'the same');
  const error = await t.throwsAsync(host.host.reboot({ via: 'power', timeoutMs: 1500 }), {
    instanceOf: HostDownError,
  });
  t.like(error, { code: 'HOST_DOWN', blame: 'test', host: 'host', timeoutMs: 1500 });
  t.regex(error.message, /^host: waiting for a login: not up within 1\.5 s \(last: still the previous boot\)$/);
});

test('host.awaitUp fails for a host that does not answer, with the last observation', async (t) => {
  await using host = await startHost(null);
  const error = await t.throwsAsync(host.host.awaitUp({ timeoutMs: 1500 }), { instanceOf: HostDownError });
  t.regex(error.message, /connection refused/);
  t.is(host.progress().filter((line) => line.includes('waiting for ssh')).length, 1, 'reported once, not every second');
});

test('a host that does not come up is reported with the last line on its console', async (t) => {
  await using host = await startHost(null);
  const serial = { tail: () => ['GRUB loading.', 'grub rescue> ', '   '] } as unknown as SerialConsole;
  const silent = await t.throwsAsync(awaitUp({ ...host.host, serial }, { timeoutMs: 500 }));
  t.regex(silent.message, /; last line of its console: grub rescue>\)$/);
});

test('host.awaitUp ends immediately when it is aborted', async (t) => {
  await using host = await startHost(null);
  const reason = new Error('panic');
  const controller = new AbortController();
  const waiting = host.host.awaitUp({ timeoutMs: 60_000, signal: controller.signal });
  controller.abort(reason);
  t.is(await t.throwsAsync(waiting), reason);
});
