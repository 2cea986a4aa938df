import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { ConsoleCrash, SerialConsole } from '../../../typings/wire.ts';
import { TimeoutError } from '../../errors/general-errors.ts';
import { systemClock } from '../../util/clock.ts';
import type { ConformanceCase } from './conformance.ts';

/** A console under test. The case plays the host behind it. */
export interface SerialSubject {
  /** Opens a new console of the host; the case closes it. */
  open(): Promise<SerialConsole>;
  /** Prints text as the host. */
  say(text: string | Uint8Array): Promise<void>;
  /** Waits until the input of the host ends with this text. */
  heard(text: string): Promise<void>;
  /** Closes the connection from the side of the host; a new connection is accepted. */
  breakOff(): Promise<void>;
}

const soon = { timeoutMs: 100_000 };

/**
 * Lists the promises of a SerialConsole.
 *
 * @example
 * import test from 'node:test';
 * import { serialConformance, type SerialSubject } from 'osstest/testing';
 *
 * declare const openSubject: () => Promise<SerialSubject>; // a host whose console the driver opens
 *
 * for (const { title, run } of serialConformance) test(title, async () => run(await openSubject()));
 */
export const serialConformance: readonly ConformanceCase<SerialSubject>[] = [
  {
    title: 'the output of the host is appended to the log line by line, with the time',
    run: async (subject) => {
      await withConsole(subject, async (serial) => {
        const seen = serial.expect(/second/, soon);
        await subject.say('first line\r\n\r\nsecond line\r\n');
        await seen;
        return serial;
      });
      const logPath = await withConsole(subject, async (serial) => {
        const seen = serial.expect(/third line/, soon);
        await subject.say('third li');
        await systemClock.sleep(50);
        await subject.say('ne');
        await seen;
        return serial;
      });
      const lines = (await readFile(logPath, 'utf8')).split('\n');
      for (const line of lines.slice(0, -1)) assert.match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z( |$)/, line);
      const texts = lines.map((line) => line.slice(25)).filter((line) => !line.startsWith('[osstest:'));
      assert.deepEqual(texts, ['first line', '', 'second line', 'third line', '']);
    },
  },
  {
    title: 'expect finds a line and a prompt without a line end, but no earlier output',
    run: async (subject) => {
      await withConsole(subject, async (serial) => {
        const old = serial.expect(/login: $/, soon);
        await subject.say('old marker\nhost login: ');
        await old;
        await assert.rejects(serial.expect(/login: |old marker/, { timeoutMs: 100 }), TimeoutError);
        const answer = serial.expect(/login: (\w+)/, soon);
        await subject.say('root\nPassword: ');
        assert.equal((await answer)[1], 'root');
        const split = serial.expect(/one two/, soon);
        await subject.say('one ');
        await systemClock.sleep(20);
        await subject.say('two');
        await split;
        return serial;
      });
    },
  },
  {
    title:
      'expect reports the pattern and the last output after a timeout; an abort and the end of the console stop it',
    run: async (subject) => {
      const serial = await subject.open();
      const seen = serial.expect(/last words/, soon);
      await subject.say('last words\n');
      await seen;
      const late = await serial.expect(/never/g, { timeoutMs: 50 }).catch((error: unknown) => error);
      assert.match(String(late), /\/never\/g on the serial console: not within 0\.05 s \(last seen: "last words"\)/);
      const reason = new Error('enough');
      await assert.rejects(serial.expect(/x/, { ...soon, signal: AbortSignal.abort(reason) }), reason);
      const controller = new AbortController();
      const waiting = serial.expect(/x/, { ...soon, signal: controller.signal });
      controller.abort(reason);
      await assert.rejects(waiting, reason);
      const open = assert.rejects(serial.expect(/x/, soon), /serial console: closed/);
      await serial[Symbol.asyncDispose]();
      await serial[Symbol.asyncDispose]();
      await open;
      await assert.rejects(serial.expect(/x/, soon), /closed/);
      await assert.rejects(serial.write('x'), /closed/);
    },
  },
  {
    title: 'write sends text to the host',
    run: async (subject) => {
      await withConsole(subject, async (serial) => {
        await serial.write('\x01\x01\x01');
        await serial.write('root\n');
        await subject.heard('\x01\x01\x01root\n');
        return serial;
      });
    },
  },
  {
    title: 'escape sequences and carriage returns are removed, for every division of the output into chunks',
    run: async (subject) => {
      await withConsole(subject, async (serial) => {
        const text =
          '\x1b[2J\x1b[1;1HGRUB\x1b[5;3H \x1b[7mDebian\x1b[0m \x1b]0;title\x07x\r\n10%\r20%\r\r\nünï\r\ncode\0\r\nend\r\n';
        const done = serial.expect(/^end$/, soon);
        const bytes = Buffer.from(text);
        for (let i = 0; i < bytes.length; i += 3) await subject.say(bytes.subarray(i, i + 3));
        await done;
        assert.deepEqual(serial.tail(7), ['GRUB', ' Debian x', '10%', '20%', 'ünï', 'code', 'end']);
        return serial;
      });
    },
  },
  {
    title: 'a crash is reported once, with the line that shows it',
    run: async (subject) => {
      await withConsole(subject, async (serial) => {
        const crashes: ConsoleCrash[] = [];
        const stop = serial.onCrash((crash) => crashes.push(crash));
        const done = serial.expect(/^done/, soon);
        await subject.say('Kernel command line: panic=10\r\n[   1.000000] Call Trace:\r\n');
        await subject.say('[   42.000000] Kernel panic - not syncing: sysrq trigg');
        await subject.say('ered crash\r\n[   42.1] ---[ end Kernel panic - not syncing: x ]---\r\ndone\r\n');
        await done;
        assert.deepEqual(
          crashes.map(({ kind, message }) => [kind, message]),
          [['linux-panic', 'Kernel panic - not syncing: sysrq triggered crash']],
        );
        assert.ok(crashes[0]?.at instanceof Date);
        stop();
        return serial;
      });
    },
  },
  {
    title: 'a lost connection is restored automatically, and the log records it',
    run: async (subject) => {
      const logPath = await withConsole(subject, async (serial) => {
        const before = serial.expect(/before/, soon);
        await subject.say('before\n');
        await before;
        await subject.breakOff();
        const after = serial.expect(/after/, soon);
        await subject.say('after\n');
        await after;
        await serial.write('again\n');
        await subject.heard('again\n');
        return serial;
      });
      assert.match(await readFile(logPath, 'utf8'), /\[osstest: console lost: .*\]\n.*\[osstest: connected/);
    },
  },
];

async function withConsole(
  subject: SerialSubject,
  work: (serial: SerialConsole) => Promise<SerialConsole>,
): Promise<string> {
  await using serial = await subject.open();
  return (await work(serial)).logPath;
}
