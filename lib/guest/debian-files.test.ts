import test from 'ava';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRealSshd } from '../testing/peers/real-sshd.ts';
import { openSsh } from '../wire/ssh/open-ssh.ts';
import { copySparse } from './debian-files.ts';

const digest = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

test('copySparse copies all data of a disk that consists mostly of holes, and the copy has holes too', async (t) => {
  await using sshd = await startRealSshd();
  await using ssh = openSsh(sshd.target);
  const folder = await mkdtemp(join(tmpdir(), 'osstest-sparse-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const [from, to] = [join(folder, 'disk'), join(folder, "its copy's")];
  {
    await using file = await open(from, 'w');
    await file.write(Buffer.from('boot'), 0, 4, 446);
    await file.write(Buffer.alloc(3 << 20, 'x'), 0, 3 << 20, 40 << 20);
    await file.truncate(200 << 20); // ends in a hole
  }
  await copySparse(ssh, from, to, {});
  t.is((await stat(to)).size, 200 << 20);
  t.is(await digest(to), await digest(from));
  t.true((await stat(to)).blocks * 512 < 10 << 20);
  await t.throwsAsync(copySparse(ssh, from, join(folder, 'none', 'disk'), {}), { code: 'COMMAND_FAILED' });
});
