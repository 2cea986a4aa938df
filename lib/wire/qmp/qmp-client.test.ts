import test from 'ava';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QmpError } from '../../errors/qmp-errors.ts';
import { pollUntil } from '../../util/poll.ts';
import { spawnTied } from '../../util/subprocess.ts';
import { openQmp, type QmpClient } from './qmp-client.ts';

/** Starts a QEMU without a machine, and connects a client to its monitor. */
async function startQemu(): Promise<AsyncDisposable & { readonly path: string; readonly client: QmpClient }> {
  const directory = await mkdtemp(join(tmpdir(), 'osstest-qmp-'));
  const path = join(directory, 'qmp');
  const machine = ['-M', 'none', '-display', 'none', '-nodefaults', '-action', 'shutdown=pause'];
  const qemu = spawnTied(['qemu-system-x86_64', ...machine, '-qmp', `unix:${path},server=on,wait=off`]);
  const ended = once(qemu, 'exit');
  const client = await pollUntil(
    async () =>
      openQmp(path).then(
        (opened) => ({ done: opened }),
        (error: Error) => ({ waiting: error.message }),
      ),
    { subject: 'QEMU', timeoutMs: 30_000, intervalMs: 50 },
  );
  return {
    path,
    client,
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      qemu.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}

test('openQmp returns a client that runs several commands at the same time', async (t) => {
  await using qemu = await startQemu();
  const [status, version] = await Promise.all([
    qemu.client.execute<{ status: string }>('query-status'),
    qemu.client.execute<{ qemu: { major: number } }>('query-version'),
  ]);
  t.is(status.status, 'running');
  t.true(version.qemu.major >= 7);
});

test('execute throws the message of QEMU when QEMU rejects a command', async (t) => {
  await using qemu = await startQemu();
  const error = await t.throwsAsync(qemu.client.execute('no-such-command'), {
    instanceOf: QmpError,
    code: 'QMP_FAILED',
  });
  t.is(error.command, 'no-such-command');
  t.regex(error.message, /has not been found/);
});

test('onEvent delivers events until it is stopped', async (t) => {
  await using qemu = await startQemu();
  const seen: string[] = [];
  const end = qemu.client.onEvent(({ event }) => seen.push(event));
  await qemu.client.execute('stop');
  end();
  await qemu.client.execute('cont');
  t.deepEqual(seen, ['STOP']);
});

test('openQmp throws when the monitor serves another client', async (t) => {
  await using qemu = await startQemu();
  const error = await t.throwsAsync(openQmp(qemu.path, { timeoutMs: 100 }), { instanceOf: QmpError });
  t.regex(error.message, /no answer within 0.1 s/);
});

test('openQmp throws when no process listens on the socket', async (t) => {
  await t.throwsAsync(openQmp('/nonexistent/qmp'), { instanceOf: QmpError, message: /ENOENT/ });
});

test('a command during which QEMU exits throws, and so do later ones', async (t) => {
  await using qemu = await startQemu();
  await qemu.client.execute('quit');
  await qemu.client.closed;
  await t.throwsAsync(qemu.client.execute('query-status'), { instanceOf: QmpError, message: /connection has ended/ });
});

test('openQmp stops waiting for a silent monitor when the signal is aborted', async (t) => {
  const path = join(await mkdtemp(join(tmpdir(), 'osstest-qmp-')), 'silent');
  const server = createServer().listen(path);
  await once(server, 'listening');
  const reason = new Error('enough');
  await t.throwsAsync(openQmp(path, { signal: AbortSignal.abort(reason) }), { is: reason });
  const controller = new AbortController();
  const opening = openQmp(path, { signal: controller.signal });
  controller.abort(reason);
  await t.throwsAsync(opening, { is: reason });
  server.close();
});
