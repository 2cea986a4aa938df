import test from 'ava';
import fc from 'fast-check';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsoleCrash, SerialConsole } from '../../../typings/wire.ts';
import { SerialError } from '../../errors/serial-errors.ts';
import { serialConformance, type SerialSubject } from '../../testing/conformance/serial-conformance.ts';
import { systemClock } from '../../util/clock.ts';
import { createLineSplitter } from './line-splitter.ts';
import type { ReachableSerial } from './console-stream.ts';
import { openSerial, type SerialOptions } from './open-serial.ts';
import { createTerminalText } from '../../util/terminal-text.ts';

/** Starts the host's end of a console, which serves one client at a time, as QEMU does. */
interface ConsoleServer extends AsyncDisposable {
  readonly server: Server;
  client(): Promise<Socket>;
  heard(): string;
}

async function startConsole(path: string | null): Promise<ConsoleServer> {
  let heard = '';
  let present: Socket | null = null;
  const server = createServer((socket) => {
    present = socket;
    socket.on('data', (data) => (heard += data.toString('latin1'))).on('error', () => undefined);
    socket.on('close', () => (present = present === socket ? null : present));
  });
  if (path === null) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  return {
    server,
    heard: () => heard,
    client: async () => {
      while (present === null) await systemClock.sleep(5);
      return present;
    },
    [Symbol.asyncDispose]: async () => {
      present?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-serial-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const open = (definition: ReachableSerial, folder: string, more: Partial<SerialOptions> = {}): SerialConsole =>
  openSerial('host1', definition, { logPath: join(folder, 'serial.log'), ...more });

const methods: Readonly<Record<string, (folder: string, host: ConsoleServer) => ReachableSerial>> = {
  unix: (folder) => ({ method: 'unix', socketPath: join(folder, 'console') }),
  tcp: (_folder, host) => {
    const address = host.server.address();
    return { method: 'tcp', address: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
  },
  exec: (folder) => ({ method: 'exec', command: ['socat', '-', `UNIX-CONNECT:${join(folder, 'console')}`] }),
};

for (const [method, define] of Object.entries(methods)) {
  for (const each of serialConformance) {
    test(`${method}: ${each.title}`, async (t) => {
      await withFolder(async (folder) => {
        await using host = await startConsole(method === 'tcp' ? null : join(folder, 'console'));
        const subject: SerialSubject = {
          open: () => Promise.resolve(open(define(folder, host), folder)),
          say: async (text) => {
            const socket = await host.client();
            await new Promise((resolve) => socket.write(text, resolve));
          },
          heard: async (text) => {
            while (!host.heard().endsWith(text)) await systemClock.sleep(5);
          },
          breakOff: async () => {
            const socket = await host.client();
            const closed = once(socket, 'close');
            socket.destroy();
            await closed;
          },
        };
        await each.run(subject);
      });
      t.pass();
    });
  }
}

test('openSerial connects to a console as soon as it exists', async (t) => {
  await withFolder(async (folder) => {
    await using console = open({ method: 'unix', socketPath: join(folder, 'console') }, folder);
    const seen = console.expect(/SeaBIOS/, { timeoutMs: 10_000 });
    await systemClock.sleep(100);
    await using host = await startConsole(join(folder, 'console'));
    (await host.client()).write('SeaBIOS (version 1.16)\r\n');
    t.is((await seen)[0], 'SeaBIOS');
  });
});

test('a program that is missing or exits is started again and named in the log', async (t) => {
  await withFolder(async (folder) => {
    await using console = open({ method: 'exec', command: ['sh', '-c', 'echo no such console >&2; exit 3'] }, folder);
    const log = (): Promise<string> => readFile(console.logPath, 'utf8');
    while (!(await log()).includes('ended with 3: no such console')) await systemClock.sleep(10);
    t.regex(await log(), /Z \[osstest: console lost: "sh -c .*" ended with 3: no such console\]\n/);
  });
});

test('a write without a console fails within its time limit, and a write that the guard refuses is not sent', async (t) => {
  await withFolder(async (folder) => {
    const refusal = new Error('not yours');
    await using host = await startConsole(join(folder, 'console'));
    const guard = (): never => {
      throw refusal;
    };
    await using console = open({ method: 'unix', socketPath: join(folder, 'console') }, folder, { guard });
    await t.throwsAsync(console.write('x'), { is: refusal });
    t.is(host.heard(), '');
    await using absent = open({ method: 'unix', socketPath: join(folder, 'none') }, folder, {
      clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 100, signal) },
    });
    const error = await t.throwsAsync(absent.write('x'), { instanceOf: SerialError });
    t.like(error, { code: 'SERIAL_FAILED', blame: 'lab', host: 'host1' });
    t.regex(error.message, /^host1: serial console: not writable within 20 s/);
  });
});

test('an output log is read from the call on, also if it is created later, is replaced or contains an old panic', async (t) => {
  await withFolder(async (folder) => {
    const outputLog = join(folder, 'output');
    const definition = { method: 'unix', socketPath: join(folder, 'console'), outputLog } as const;
    await writeFile(outputLog, '[ 1.000000] Kernel panic - not syncing: of an earlier boot\n');
    await using host = await startConsole(definition.socketPath);
    await using console = open(definition, folder);
    const crashes: ConsoleCrash[] = [];
    console.onCrash((crash) => crashes.push(crash));
    const first = console.expect(/first/, { timeoutMs: 10_000 });
    await appendFile(outputLog, 'first\n');
    (await host.client()).write('first, and text that is in the log already is not taken twice\n');
    await first;
    const second = console.expect(/second/, { timeoutMs: 10_000 });
    await rm(outputLog);
    await systemClock.sleep(100);
    await writeFile(outputLog, 'second\n');
    await second;
    await console.write('typed\n');
    while (host.heard() !== 'typed\n') await systemClock.sleep(5);
    t.deepEqual(console.tail(10), ['first', 'second']);
    t.deepEqual(crashes, []);
  });
});

test.serial('a flood neither blocks this process nor fills its memory, and a panic after it is found', async (t) => {
  await withFolder(async (folder) => {
    await using host = await startConsole(join(folder, 'console'));
    const crashes: ConsoleCrash[] = [];
    const limit = { maxLogBytes: 5_000_000 };
    await using console = open({ method: 'unix', socketPath: join(folder, 'console') }, folder, limit);
    console.onCrash((crash) => crashes.push(crash));
    const socket = await host.client();
    const chunk = Buffer.from(`[  123.456789] xen_netfront: some line of a driver that logs too much\r\n`.repeat(900));
    const before = process.memoryUsage().rss;
    let longestMs = 0;
    let isOver = false;
    const watch = (async () => {
      for (let last = performance.now(); !isOver; last = performance.now()) {
        await systemClock.sleep(5);
        longestMs = Math.max(longestMs, performance.now() - last);
      }
    })();
    const beganAt = performance.now();
    let sent = 0;
    while (performance.now() - beganAt < 3000) {
      sent += chunk.length;
      if (!socket.write(chunk)) await once(socket, 'drain');
    }
    socket.write('(XEN) Panic on CPU 0:\r\n(XEN) FATAL TRAP: vec 2\r\n');
    while (crashes.length === 0) await systemClock.sleep(10);
    isOver = true;
    await watch;
    const grownMiB = (process.memoryUsage().rss - before) / 2 ** 20;
    t.log(
      `${Math.round(sent / 1e6)} MB taken, longest turn ${Math.round(longestMs)} ms, ${Math.round(grownMiB)} MiB more`,
    );
    t.true(longestMs < 1000, 'a turn of the event loop');
    t.true(grownMiB < 150, 'memory');
    t.is(console.tail(5000).length, 2000 + (console.tail(5000).length - 2000));
    t.true(console.tail(100_000).length <= 4001);
    t.true((await stat(console.logPath)).size < 5_200_000);
  });
});

test('terminal text does not depend on how the bytes are cut into chunks', (t) => {
  const piece = fc.constantFrom(
    'a',
    'é',
    '\r',
    '\n',
    '\x1b',
    '\x1b[',
    '[',
    '1;2',
    'H',
    'm',
    ']0;t',
    '\x07',
    '\0',
    ' ',
    'J',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(8)), (pieces, cuts) => {
      const bytes = Buffer.from(`${pieces.join('')}\x1b[mend\n`);
      const lines = (sizes: readonly number[]): readonly string[] => {
        const [toText, splitter] = [createTerminalText(), createLineSplitter()];
        const found: string[] = [];
        let at = 0;
        for (const size of [...sizes, bytes.length]) {
          found.push(...splitter.feed(toText(bytes.subarray(at, at + size))));
          at += size;
        }
        return found;
      };
      t.deepEqual(lines(cuts), lines([]));
    }),
    { numRuns: 500 },
  );
});

test('a line that never ends is broken, so that memory stays bounded', (t) => {
  const splitter = createLineSplitter();
  let count = 0;
  for (let i = 0; i < 1000; i++) count += splitter.feed('x'.repeat(1000)).length;
  t.true(count > 50 && splitter.unfinished().length <= 16 * 1024);
});
