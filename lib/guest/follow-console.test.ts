import test from 'ava';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import type { LabEvent } from '../../typings/events.ts';
import type { SshConnection } from '../../typings/wire.ts';
import { createEmitter } from '../record/events/create-emitter.ts';
import { collectingSink } from '../testing/hosts/real-lab.ts';
import { startRealSshd } from '../testing/peers/real-sshd.ts';
import { scratchFolder } from '../testing/machine/scratch-folder.ts';
import { systemClock } from '../util/clock.ts';
import { pollUntil } from '../util/poll.ts';
import { seconds } from '../util/units.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { followConsole } from './follow-console.ts';
import { createGuestConsoles } from './guest-consoles.ts';
import { consoleLogPath } from './guest-config.ts';

async function untilSeen(logPath: string, text: string): Promise<string> {
  return pollUntil(
    async () => {
      const log = await readFile(logPath, 'utf8');
      return log.includes(text) ? { done: log } : { waiting: log };
    },
    { subject: text, timeoutMs: seconds(30) },
  );
}

const followersOf = async (ssh: SshConnection, path: string): Promise<string> =>
  (await ssh.exec(`pgrep -f '^tail -q -n 0 -F ${path}'`, { okExitCodes: 'any', silent: true })).stdout;

const untilFollowed = (ssh: SshConnection, path: string): Promise<true> =>
  pollUntil(async () => ((await followersOf(ssh, path)) === '' ? { waiting: 'no tail' } : { done: true as const }), {
    subject: path,
    timeoutMs: seconds(30),
  });

test('followConsole writes what a guest prints immediately and with its time, and leaves no process on the host', async (t) => {
  await using sshd = await startRealSshd();
  await using folder = await scratchFolder('console');
  const sink = collectingSink();
  await using ssh = openSsh(sshd.target, { emitter: createEmitter([sink]) });
  const [path, logPath] = [join(folder.path, 'guest.log'), join(folder.path, 'guest-serial.log')];
  await writeFile(path, 'of an earlier boot\n');
  const followed = followConsole(ssh, { paths: [path, `${path}.moved`], logPath, clock: systemClock });
  await untilFollowed(ssh, path);
  await appendFile(path, 'Linux version 6.1\r\nlogin');
  t.regex(await untilSeen(logPath, 'login'), /^\d{4}-[\d-]+T[\d:.]+Z Linux version 6\.1\n\d{4}-\S+Z login$/);
  await appendFile(path, ': root\nthe last');
  await untilSeen(logPath, 'login: root');
  await writeFile(`${path}.moved`, '\r\nafter its migration\r\n');
  t.regex(await untilSeen(logPath, 'migration'), /Z the last\n\S+Z after its migration\n$/);
  await followed.end();
  t.notRegex(await readFile(logPath, 'utf8'), /earlier/);
  t.is(await followersOf(ssh, path), '');
  t.deepEqual(sink.events as readonly LabEvent[], []);
});

test('followConsole follows a file that is created later from its first line, and ends when the connection is lost', async (t) => {
  await using sshd = await startRealSshd();
  await using folder = await scratchFolder('console');
  await using ssh = openSsh(sshd.target);
  const [path, logPath] = [join(folder.path, 'guest.log'), join(folder.path, 'guest-serial.log')];
  const followed = followConsole(ssh, { paths: [path, `${path}.moved`], logPath, clock: systemClock });
  await untilFollowed(ssh, path);
  await writeFile(path, 'its first line\n');
  await untilSeen(logPath, 'its first line\n');
  await ssh.disconnect();
  await followed.over;
  await followed.end();
  t.pass();
});

test('createGuestConsoles follows each guest once, and at most four guests of a host', async (t) => {
  await using sshd = await startRealSshd();
  await using folder = await scratchFolder('consoles');
  await using ssh = openSsh(sshd.target);
  const consoles = createGuestConsoles(folder.path, systemClock);
  const host = { name: 'host1', exec: ssh.exec };
  const guests = ['a', 'a', 'b', 'c', 'd', 'e'].map((name) => `${name}-${process.pid}`);
  for (const guest of guests) consoles.follow(host, guest);
  for (const guest of guests.slice(0, 5)) await untilFollowed(ssh, consoleLogPath(guest));
  t.is(await followersOf(ssh, consoleLogPath(`e-${process.pid}`)), '');
  t.deepEqual(
    consoles.logPaths().map((path) => basename(path)),
    ['a', 'b', 'c', 'd'].map((name) => `host1--guest-${name}-${process.pid}-serial.log`),
  );
  await consoles.end();
  for (const guest of guests) t.is(await followersOf(ssh, consoleLogPath(guest)), '');
  consoles.follow(host, guests[5]!);
  await untilFollowed(ssh, consoleLogPath(guests[5]!));
  await consoles.end();
});
