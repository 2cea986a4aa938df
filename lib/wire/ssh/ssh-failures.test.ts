import test from 'ava';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TimeoutError } from '../../errors/general-errors.ts';
import { SshConnectionError, SshHostKeyError } from '../../errors/ssh-errors.ts';
import { startFakeSshServer } from '../../testing/fakes/fake-ssh-server.ts';
import { freePort } from '../../testing/machine/free-port.ts';
import { startRealSshd } from '../../testing/peers/real-sshd.ts';
import { startTcpProxy } from '../../testing/peers/tcp-proxy.ts';
import { systemClock } from '../../util/clock.ts';
import { awaitSsh } from './await-ssh.ts';
import { readBootId } from './boot-id.ts';
import { openSsh, reachThrough } from './open-ssh.ts';

const lost = { instanceOf: SshConnectionError, code: 'SSH_CONNECTION_FAILED' };

test('exec throws, and never returns exit code 0, when the connection breaks in the middle of a command', async (t) => {
  await using sshd = await startRealSshd();
  await using proxy = await startTcpProxy(sshd.target.port);
  await using ssh = openSsh({ ...sshd.target, port: proxy.port });
  for (const stdin of [undefined, '']) {
    let sawStart = (): void => undefined;
    const started = new Promise<void>((resolve) => (sawStart = resolve));
    const options = stdin === undefined ? {} : { stdin };
    const running = ssh.exec('echo started; exec sleep 20', { ...options, onStdout: sawStart });
    const failure = t.throwsAsync(running, lost);
    await started;
    t.is(proxy.cut(), 1);
    t.is((await failure).reason, 'lost');
  }
  t.is((await ssh.exec('echo again')).stdout, 'again\n');
});

test('exec throws when the host kills the connection, and connects again at the next use', async (t) => {
  await using sshd = await startRealSshd();
  await using ssh = openSsh(sshd.target);
  let sawStart = (): void => undefined;
  const started = new Promise<void>((resolve) => (sawStart = resolve));
  const failure = t.throwsAsync(ssh.exec('echo started; sleep 20', { onStdout: sawStart }), lost);
  await started;
  t.true((await sshd.killConnections()) >= 1);
  t.regex((await failure).message, /^sshd: ssh .*: the (host closed the connection|connection was reset)$/);
  t.is((await ssh.exec('echo again')).stdout, 'again\n');
});

test('exec does not run a command twice or lose it when an idle connection turns out to be dead', async (t) => {
  await using sshd = await startRealSshd();
  await using proxy = await startTcpProxy(sshd.target.port);
  await using ssh = openSsh({ ...sshd.target, port: proxy.port });
  const folder = await mkdtemp(join(tmpdir(), 'osstest-twice-'));
  const line = ['sh', '-c', `echo x >>${folder}/ran`];
  await ssh.exec(line);
  for (let i = 0; i < 5; i++) {
    await systemClock.sleep(150); // a lane that was used just now is not checked
    proxy.cut();
    await ssh.exec(line);
  }
  t.is((await ssh.readFile(`${folder}/ran`)).toString(), 'x\n'.repeat(6));
  await rm(folder, { recursive: true });
});

test('exec detects a peer that has become silent, and connects again when the host answers', async (t) => {
  await using sshd = await startRealSshd();
  await using proxy = await startTcpProxy(sshd.target.port);
  await using ssh = openSsh({ ...sshd.target, port: proxy.port }, { keepaliveMs: 200, connectTimeoutMs: 3000 });
  await ssh.exec('true');
  await systemClock.sleep(150);
  proxy.freeze();
  const error = await t.throwsAsync(ssh.exec('true', { timeoutMs: 30_000 }), lost);
  t.is(error.reason, 'timed-out'); // of the new connection, since the command had not started on the old one
  const waits: string[] = [];
  const waiting = awaitSsh(ssh, { timeoutMs: 30_000, intervalMs: 50, onWaiting: (message) => waits.push(message) });
  await systemClock.sleep(3500);
  proxy.thaw();
  t.true((await waiting).waitedMs > 500);
  t.regex(waits[0] ?? '', /no answer|no ssh login within 3 s/);
});

test('each cause of an unreachable host has its reason and a message of one line', async (t) => {
  await using fake = await startFakeSshServer({ acceptKey: false });
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const other = createServer((socket) => socket.end('220 mail.example ESMTP\r\n')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const portOf = (server: typeof silent): number => (server.address() as { port: number }).port;
  const cases = [
    [{ port: await freePort() }, 'refused', /^fake: ssh root@127\.0\.0\.1:\d+: connection refused$/],
    [{ address: 'no-such-name.invalid' }, 'name-not-found', /^fake: ssh root@no-such-name\.invalid:\d+: .*name/],
    [{}, 'authentication', /^fake: ssh .*: the key .*identity is not accepted$/],
    [{ identityPath: '/nonexistent/key' }, 'identity', /^fake: the private key cannot be read: ENOENT/],
    [{ identityPath: '/etc/hostname' }, 'identity', /^fake: \/etc\/hostname: Cannot parse privateKey/],
    [{ port: portOf(silent) }, 'timed-out', /^fake: ssh .*: connected, but no ssh login within 0\.4 s$/],
    [{ port: portOf(other) }, 'handshake', /^fake: ssh .*: the server is not a usable ssh server/],
  ] as const;
  for (const [change, reason, message] of cases) {
    const connectTimeoutMs = reason === 'timed-out' ? 400 : 20_000;
    await using ssh = openSsh({ ...fake.target, ...change }, { connectTimeoutMs });
    const error = await t.throwsAsync(ssh.exec('true'), lost);
    t.is(error.reason, reason, error.message);
    t.regex(error.message, message);
    t.is(error.blame, 'lab');
  }
  silent.close();
  other.close();
});

test('a changed host key is rejected with its own error, and a key is learnt only on request', async (t) => {
  await using sshd = await startRealSshd();
  const learnt: string[] = [];
  await using ssh = openSsh({ ...sshd.target, hostKeys: 'learn' }, { onHostKey: (key) => learnt.push(key) });
  await ssh.exec('true');
  t.deepEqual(learnt, [sshd.hostKey]);
  await using strict = openSsh({ ...sshd.target, hostKeys: [`[127.0.0.1]:22 ${sshd.hostKey} a comment`] });
  await strict.exec('true');
  await sshd.killConnections();
  await sshd.start({ newHostKey: true });
  for (const connection of [ssh, strict]) {
    const error = await t.throwsAsync(connection.exec('true'), { instanceOf: SshHostKeyError });
    t.like(error, { code: 'SSH_HOST_KEY_MISMATCH', blame: 'lab', accepted: [sshd.hostKey] });
    t.regex(error.offered, /^ssh-ed25519 AAAA/);
    await t.throwsAsync(awaitSsh(connection, { timeoutMs: 20_000 }), { instanceOf: SshHostKeyError });
  }
});

test('awaitSsh waits until a server answers, reports why it waits, and fails within its time limit', async (t) => {
  await using sshd = await startRealSshd();
  await using ssh = openSsh(sshd.target);
  await ssh.exec('true');
  await sshd.stop();
  await sshd.killConnections();
  await ssh.disconnect();
  const waits: string[] = [];
  const error = await t.throwsAsync(
    awaitSsh(ssh, { timeoutMs: 300, intervalMs: 50, onWaiting: (m) => waits.push(m) }),
    {
      instanceOf: TimeoutError,
    },
  );
  t.regex(error.message, /^sshd: ssh: not within 0\.3 s \(last seen: sshd: ssh .*: connection refused\)$/);
  t.is(waits.length, 1);
  const waiting = awaitSsh(ssh, { timeoutMs: 20_000, intervalMs: 50 });
  await sshd.start();
  await waiting;
  t.regex(await readBootId(ssh), /^[0-9a-f-]{36}$/);
});

test('an interrupted copy leaves the destination unchanged, on the host and on this machine', async (t) => {
  await using sshd = await startRealSshd();
  await using proxy = await startTcpProxy(sshd.target.port);
  await using ssh = openSsh({ ...sshd.target, port: proxy.port });
  const folder = await mkdtemp(join(tmpdir(), 'osstest-half-'));
  await writeFile(join(folder, 'big'), '');
  await truncate(join(folder, 'big'), 200_000_000);
  await writeFile(join(folder, 'there'), 'old');
  await ssh.exec('true');
  for (const copy of [ssh.putFile, ssh.getFile]) {
    const cutting = proxy.cutAfter(4_000_000);
    const copying = t.throwsAsync(
      copy(join(folder, 'big'), join(folder, copy === ssh.putFile ? 'there' : 'here')),
      lost,
    );
    await cutting;
    await copying;
  }
  while ((await readdir(folder)).some((name) => name.startsWith('.osstest-new'))) await systemClock.sleep(20); // host's own
  t.deepEqual((await readdir(folder)).toSorted(), ['big', 'there']);
  t.is((await ssh.readFile(join(folder, 'there'))).toString(), 'old');
  await rm(folder, { recursive: true });
});

test('a guest is reached through the connection of its host, and the error names its loss', async (t) => {
  await using host = await startRealSshd();
  await using guest = await startFakeSshServer();
  await using viaHost = openSsh(host.target);
  await using inner = openSsh(reachThrough(viaHost, { ...guest.target, name: 'guest' }));
  t.is((await inner.exec('echo inside')).stdout, 'inside\n');
  const failure = t.throwsAsync(inner.exec('sleep 20'), lost);
  await systemClock.sleep(300);
  await viaHost.disconnect();
  t.is((await failure).host, 'guest');
  t.is((await inner.exec('echo again')).stdout, 'again\n');
  const gone = openSsh(reachThrough(viaHost, { ...guest.target, name: 'gone', port: await freePort() }));
  const error = await t.throwsAsync(gone.exec('true'), lost);
  t.is(error.reason, 'refused');
  t.regex(error.message, /^gone: ssh .*: sshd: tunnel to 127\.0\.0\.1:\d+: .*refused/);
});
