import test from 'ava';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsoleCrash } from '../../../typings/wire.ts';
import { TimeoutError } from '../../errors/general-errors.ts';
import { SerialError } from '../../errors/serial-errors.ts';
import { createConsoleReader } from './console-reader.ts';
import { findCrash } from './crash-patterns.ts';
import { openSerial } from './open-serial.ts';

async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'osstest-serial-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A box whose console is a unix socket. */
async function fakeBox(socketPath: string) {
  const sockets: Socket[] = [];
  const typed: string[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => typed.push(data.toString()));
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    typed,
    connected: async () => {
      while (sockets.length === 0) await once(server, 'connection');
      return sockets.at(-1)!;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a console is logged with times, expected on, and typed on', async (t) => {
  await using dir = await folder();
  const socketPath = join(dir.path, 'con');
  const box = await fakeBox(socketPath);
  const logPath = join(dir.path, 'box-serial.log');
  {
    await using serial = openSerial('box1', { method: 'unix', socketPath }, { logPath });
    const wire = await box.connected();
    const prompt = serial.expect(/(\w+) login: $/, { timeoutMs: 5000 });
    wire.write('\u001b[32m  OK  \u001b[0m Reached target\r\nbox lo');
    wire.write('gin: ');
    t.is((await prompt)[1], 'box');
    await serial.write('root\n');
    while (box.typed.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    t.deepEqual(box.typed, ['root\n']);
    t.deepEqual(serial.tail(1), ['  OK   Reached target']);
  }
  const log = await readFile(logPath, 'utf8');
  t.regex(log, /^\d{4}-\d\d-\d\dT[\d:.]+Z {3}OK {3}Reached target\n\d{4}\S+ box login: \n$/);
  await box.close();
});

test('expect looks only at what comes after the call, and says at its timeout what came last', async (t) => {
  await using dir = await folder();
  const socketPath = join(dir.path, 'con');
  const box = await fakeBox(socketPath);
  await using serial = openSerial('box1', { method: 'unix', socketPath }, { logPath: join(dir.path, 'log') });
  const wire = await box.connected();
  const first = serial.expect(/ready/, { timeoutMs: 5000 });
  wire.write('ready\nother\n');
  await first;
  const error = await t.throwsAsync(serial.expect(/ready/, { timeoutMs: 50 }), { instanceOf: TimeoutError });
  t.regex(error.message, /last seen: other/);
  await box.close();
});

test('a console that goes away is waited for, and typing meanwhile is refused', async (t) => {
  await using dir = await folder();
  const socketPath = join(dir.path, 'con');
  await using serial = openSerial('box1', { method: 'unix', socketPath }, { logPath: join(dir.path, 'log') });
  t.like(await t.throwsAsync(serial.write('x'), { instanceOf: SerialError }), { code: 'SERIAL_FAILED', blame: 'lab' });
  for (const round of [1, 2]) {
    const box = await fakeBox(socketPath);
    const seen = serial.expect(new RegExp(`boot ${round}`), { timeoutMs: 5000 });
    (await box.connected()).write(`boot ${round}\n`);
    await seen;
    await box.close();
  }
  t.deepEqual(serial.tail(2), ['boot 1', 'boot 2']);
});

test('an output log is followed from its beginning, also when it comes later', async (t) => {
  await using dir = await folder();
  const outputLog = join(dir.path, 'out');
  const definition = { method: 'unix', socketPath: join(dir.path, 'con'), outputLog } as const;
  await using serial = openSerial('box1', definition, { logPath: join(dir.path, 'log') });
  const seen = serial.expect(/second/, { timeoutMs: 5000 });
  await writeFile(outputLog, 'first\n');
  await appendFile(outputLog, 'second\n');
  await seen;
  t.deepEqual(serial.tail(5), ['first', 'second']);
});

test('a crash is told once, with the line that tells', async (t) => {
  await using dir = await folder();
  const outputLog = join(dir.path, 'out');
  const definition = { method: 'unix', socketPath: join(dir.path, 'con'), outputLog } as const;
  await using serial = openSerial('box1', definition, { logPath: join(dir.path, 'log') });
  const crashes: ConsoleCrash[] = [];
  serial.onCrash((crash) => crashes.push(crash));
  const end = serial.expect(/the end/, { timeoutMs: 5000 });
  await writeFile(
    outputLog,
    '(XEN) Panic on CPU 0:\n(XEN) FATAL TRAP: vec 2, NMI[0000]\nKernel panic - not syncing: again\nthe end\n',
  );
  await end;
  t.like(crashes, [{ kind: 'xen-panic', message: '(XEN) Panic on CPU 0:' }]);
  t.is(crashes.length, 1);
});

test('findCrash knows panics and oopses, and no others', (t) => {
  const kind = (line: string): string | undefined => findCrash(line)?.kind;
  t.is(kind('(XEN) [2026-01-01 00:00:00] Panic on CPU 1:'), 'xen-panic');
  t.is(kind('(XEN) Hardware Dom0 crashed: rebooting machine in 5 seconds.'), 'dom0-crash');
  t.is(kind('[   12.3] Kernel panic - not syncing: Attempted to kill init!'), 'linux-panic');
  t.is(kind('[   12.3] BUG: unable to handle page fault for address: 0000'), 'linux-oops');
  t.is(kind('[   12.3] general protection fault, probably for non-canonical address'), 'linux-oops');
  t.is(kind('[    0.0] Kernel command line: root=/dev/vda1 panic=10 oops=panic'), undefined);
  t.is(kind('(XEN) Command line: console=com1 noreboot nmi=fatal'), undefined);
  t.is(kind('[   12.3] Call Trace:'), undefined);
  t.is(kind('[   12.3] WARNING: CPU: 0 PID: 1 at mm/page_alloc.c'), undefined);
});

test('a flood without line ends needs no memory', (t) => {
  let longest = 0;
  const reader = createConsoleReader((line) => (longest = Math.max(longest, line.length)));
  for (let i = 0; i < 200; i++) reader.take(Buffer.alloc(100_000, 'x'));
  t.true(longest <= 4096);
  t.true(reader.unfinished().length <= 4096);
});
