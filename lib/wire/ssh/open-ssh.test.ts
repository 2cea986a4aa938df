import test from 'ava';
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Emitter, EventBody } from '../../../typings/events.ts';
import { CommandError, FileCopyError } from '../../errors/command-errors.ts';
import { TimeoutError } from '../../errors/general-errors.ts';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import { startFakeSshServer } from '../../testing/fakes/fake-ssh-server.ts';
import { startRealSshd } from '../../testing/peers/real-sshd.ts';
import { systemClock } from '../../util/clock.ts';
import { openSsh } from './open-ssh.ts';

const lost = { instanceOf: SshConnectionError, code: 'SSH_CONNECTION_FAILED' };

test('exec returns each exit code from 0 to 255 unchanged', async (t) => {
  await using sshd = await startRealSshd();
  await using ssh = openSsh(sshd.target);
  const codes = [...Array(256).keys()];
  const results = await Promise.all(codes.map((code) => ssh.exec(`exit ${code}`, { okExitCodes: 'any' })));
  t.deepEqual(
    results.map((result) => result.exitCode),
    codes,
  );
  const alone = await Promise.all(
    [0, 1, 128, 255].map((n) => ssh.exec(`exit ${n}`, { okExitCodes: 'any', stdin: '' })),
  );
  t.deepEqual(
    alone.map((result) => result.exitCode),
    [0, 1, 128, 255],
  );
});

test('at most eight commands run at the same time, also on a host that accepts fewer sessions', async (t) => {
  for (const maxSessions of [10, 3]) {
    await using fake = await startFakeSshServer({ maxSessions });
    await using ssh = openSsh(fake.target);
    const run = (n: number): Promise<unknown> => ssh.exec('cat; sleep 0.05', { stdin: String(n) });
    await Promise.all([...Array(20).keys()].map(run));
    t.true(fake.mostSessions() <= Math.min(8, maxSessions));
  }
});

test('a channel that closes without an exit status is a lost connection', async (t) => {
  await using fake = await startFakeSshServer({ onExec: (_command, channel) => channel.end('partial output') });
  await using ssh = openSsh(fake.target);
  const error = await t.throwsAsync(ssh.exec('true'), lost);
  t.regex(error.message, /without an exit status$/);
});

test('a host without /proc or with another shell runs each command in a session of its own', async (t) => {
  const onExec = (command: string, channel: { exit(code: number): void; end(data?: string): void }): void => {
    channel.exit(command.includes('osst_look') ? 1 : 0);
    channel.end(command.includes('osst_look') ? '' : 'ran');
  };
  await using fake = await startFakeSshServer({ onExec });
  await using ssh = openSsh(fake.target);
  t.is((await ssh.exec('one')).stdout, 'ran');
  t.is((await ssh.exec('two')).stdout, 'ran');
  t.is(fake.commands.filter((command) => command.includes('osst_look')).length, 1);
});

test('an input stream that fails stops the command, which fails with the cause', async (t) => {
  await using fake = await startFakeSshServer();
  await using ssh = openSsh(fake.target);
  const cause = new Error('disk broke');
  const stdin = Readable.from(
    (async function* () {
      yield 'some';
      await systemClock.sleep(50);
      throw cause;
    })(),
  );
  const error = await t.throwsAsync(ssh.exec('cat; echo done', { stdin }), { instanceOf: CommandError });
  t.is(error.cause, cause);
  t.is(error.exitCode, null);
});

test('a command that does not read its input exits', async (t) => {
  await using sshd = await startRealSshd();
  await using ssh = openSsh(sshd.target);
  t.is((await ssh.exec('echo no', { stdin: Buffer.alloc(10_000_000) })).stdout, 'no\n');
  const endless = Readable.from(
    (async function* () {
      for (;;) yield Buffer.alloc(65_536);
    })(),
  );
  t.is((await ssh.exec('head -c 3', { stdin: endless })).stdout, '\0\0\0');
  t.true(endless.destroyed);
});

test('the guard is called before each use, and its error prevents the use', async (t) => {
  await using fake = await startFakeSshServer();
  let allowed = true;
  const guard = (): void => {
    if (!allowed) throw new TimeoutError('lease', 1);
  };
  await using ssh = openSsh(fake.target, { guard });
  await ssh.exec('true');
  allowed = false;
  for (const use of [() => ssh.exec('true'), () => ssh.readFile('/etc/hostname'), () => ssh.openTunnel('x', 1)]) {
    await t.throwsAsync<Error>(use, { instanceOf: TimeoutError });
  }
  t.is(fake.commands.length, 1);
});

test('commands emit events, without the output after the limit', async (t) => {
  await using fake = await startFakeSshServer();
  const events: EventBody[] = [];
  const emitter: Emitter = {
    context: {},
    emit: (body) => void events.push(body),
    progress: (message) => void events.push({ kind: 'progress', message }),
    child: () => emitter,
  };
  await using ssh = openSsh(fake.target, { emitter });
  await ssh.exec('echo ü; echo err >&2; exit 3', { okExitCodes: 'any' });
  const [first, ...more] = events;
  t.like(first, { kind: 'command-started', command: 'echo ü; echo err >&2; exit 3' });
  t.true(more.some((event) => event.kind === 'output' && event.stream === 'stderr' && event.text === 'err\n'));
  t.like(events.at(-1), { kind: 'command-finished', exitCode: 3 });
  events.length = 0;
  await ssh.exec('i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done', { maxOutputBytes: 100 });
  const text = events.map((event) => (event.kind === 'output' ? event.text : '')).join('');
  t.true(text.length < 200 && text.includes('not recorded here'));
});

test('output of start-up files does not get into output, files or lanes', async (t) => {
  const noisy = (command: string): string => `echo noise; echo NOISE >&2; ${command}`;
  const { spawn } = await import('node:child_process');
  await using fake = await startFakeSshServer({
    onExec: (command, channel) => {
      const child = spawn('sh', ['-c', noisy(command)], { stdio: 'pipe' });
      channel.pipe(child.stdin);
      child.stdout.pipe(channel, { end: false });
      child.stderr.pipe(channel.stderr, { end: false });
      child.once('close', (code) => {
        channel.exit(code ?? 0);
        channel.end();
      });
    },
  });
  await using ssh = openSsh(fake.target);
  t.like(await ssh.exec('echo clean'), { stdout: 'clean\n', stderr: '' });
  await t.throwsAsync(ssh.readFile('/nonexistent'), { instanceOf: FileCopyError });
});

test('writeFile writes any bytes unchanged, below and above the size that fits into a command', async (t) => {
  await using fake = await startFakeSshServer();
  await using ssh = openSsh(fake.target);
  const folder = await mkdtemp(join(tmpdir(), 'osstest-bytes-'));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 1600, size: 'max' }), async (bytes) => {
      await ssh.writeFile(join(folder, 'file'), bytes);
      t.deepEqual(new Uint8Array(await ssh.readFile(join(folder, 'file'))), bytes);
    }),
    {
      numRuns: 30,
      examples: [[Uint8Array.from({ length: 256 }, (_, i) => i)], [new TextEncoder().encode("-%s'$$PPID\\0%%\n")]],
    },
  );
  await rm(folder, { recursive: true });
});
