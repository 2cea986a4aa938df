import test from 'ava';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabEvent } from '../../typings/events.ts';
import type { SshConnection } from '../../typings/wire.ts';
import { createEmitter } from '../record/emitter.ts';
import { collectingSink } from '../testing/real-lab.ts';
import { startRealSshd } from '../testing/real-sshd.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { systemClock } from '../util/clock.ts';
import { pollUntil } from '../util/poll.ts';
import { seconds } from '../util/units.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { followConsole } from './follow-console.ts';

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
  (await ssh.exec(`pgrep -f '^tail -n 0 -F ${path}'`, { okExitCodes: 'any', untold: true })).stdout;

const untilFollowed = (ssh: SshConnection, path: string): Promise<true> =>
  pollUntil(async () => ((await followersOf(ssh, path)) === '' ? { waiting: 'no tail' } : { done: true as const }), {
    subject: path,
    timeoutMs: seconds(30),
  });

test('followConsole writes what a guest prints with its time, as it comes, and leaves nothing on the box', async (t) => {
  await using sshd = await startRealSshd();
  await using folder = await scratchFolder('console');
  const sink = collectingSink();
  await using ssh = openSsh(sshd.target, { emitter: createEmitter([sink]) });
  const [path, logPath] = [join(folder.path, 'guest.log'), join(folder.path, 'guest-serial.log')];
  await writeFile(path, 'of an earlier boot\n');
  const followed = followConsole(ssh, { path, logPath, clock: systemClock });
  await untilFollowed(ssh, path);
  await appendFile(path, 'Linux version 6.1\r\nlogin');
  t.regex(await untilSeen(logPath, 'login'), /^\d{4}-[\d-]+T[\d:.]+Z Linux version 6\.1\n\d{4}-\S+Z login$/);
  await appendFile(path, ': root\nthe last');
  await untilSeen(logPath, 'login: root');
  await followed.end();
  t.notRegex(await readFile(logPath, 'utf8'), /earlier/);
  t.is(await followersOf(ssh, path), '');
  t.deepEqual(sink.events as readonly LabEvent[], []);
});

test('followConsole follows a file from its beginning that comes later, and ends when the connection is lost', async (t) => {
  await using sshd = await startRealSshd();
  await using folder = await scratchFolder('console');
  await using ssh = openSsh(sshd.target);
  const [path, logPath] = [join(folder.path, 'guest.log'), join(folder.path, 'guest-serial.log')];
  const followed = followConsole(ssh, { path, logPath, clock: systemClock });
  await untilFollowed(ssh, path);
  await writeFile(path, 'its first line\n');
  await untilSeen(logPath, 'its first line\n');
  await ssh.disconnect();
  await followed.over;
  await followed.end();
  t.pass();
});
