import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SshConnection } from '../../../typings/wire.ts';
import { FileCopyError } from '../../errors/command-errors.ts';
import { systemClock } from '../../util/clock.ts';
import type { ConformanceCase } from './conformance.ts';
import { rejection, type SshSubject } from './ssh-conformance.ts';

/**
 * Lists the promises of an SshConnection about files. Each case needs an empty `remoteFolder`.
 *
 * @example
 * import { openSsh, type SshTarget } from 'osstest';
 * import { sshFileConformance } from 'osstest/testing';
 *
 * declare const target: SshTarget;
 * declare const makeFolder: () => Promise<string>;
 * for (const { run } of sshFileConformance) {
 *   await run({ open: () => openSsh(target), remoteFolder: await makeFolder(), isHere: false });
 * }
 */
export const sshFileConformance: readonly ConformanceCase<SshSubject>[] = [
  {
    title: 'writeFile and readFile transfer bytes unaltered, for every file name',
    run: async (subject) => {
      await using ssh = subject.open();
      const contents = [Buffer.alloc(0), Buffer.from('text\n'), randomBytes(100_000), Buffer.from([0, 10, 13, 255])];
      for (const name of ['plain', "it's a $HOME", '-dash', 'ünïcode\nline', '*']) {
        for (const content of contents) {
          await ssh.writeFile(`${subject.remoteFolder}/${name}`, content);
          assert.deepEqual(await ssh.readFile(`${subject.remoteFolder}/${name}`), content);
        }
      }
      assert.equal((await list(ssh, subject)).length, 5 + 1, 'nothing else may be left (one name has two lines)');
    },
  },
  {
    title: 'writeFile preserves the mode and owner of a replaced file, and follows a symbolic link',
    run: async (subject) => {
      await using ssh = subject.open();
      const path = `${subject.remoteFolder}/kept`;
      const statOf = async (): Promise<string> => (await ssh.exec(['stat', '-c', '%a %u:%g', path])).stdout;
      await ssh.writeFile(path, 'one', { mode: 0o640 });
      const before = await statOf();
      assert.match(before, /^640 /);
      await ssh.exec(['ln', '-s', 'kept', `${subject.remoteFolder}/link`]);
      await ssh.writeFile(`${subject.remoteFolder}/link`, 'two');
      assert.equal((await ssh.readFile(path)).toString(), 'two');
      assert.equal(await statOf(), before);
      await ssh.writeFile(path, 'three', { mode: 0o755 });
      assert.match(await statOf(), /^755 /);
      assert.equal((await ssh.exec(['test', '-L', `${subject.remoteFolder}/link`])).exitCode, 0);
    },
  },
  {
    title: 'a failed write changes nothing and reports the reason',
    run: async (subject) => {
      await using ssh = subject.open();
      const folder = await rejection(ssh.writeFile(subject.remoteFolder, 'x'), FileCopyError);
      assert.match(folder.message, /write of .* failed: .*is a directory/);
      const missing = await rejection(ssh.writeFile(`${subject.remoteFolder}/no/file`, 'x'), FileCopyError);
      assert.match(missing.message, /(No such|nonexistent|cannot create)/);
      const device = await rejection(ssh.writeFile('/dev/null', 'x'), FileCopyError);
      assert.match(device.message, /not a regular file/);
      assert.deepEqual(await list(ssh, subject), []);
    },
  },
  {
    title: 'reading a missing file fails with not-found, and reading a folder fails',
    run: async (subject) => {
      await using ssh = subject.open();
      const missing = await rejection(ssh.readFile(`${subject.remoteFolder}/nothing`), FileCopyError);
      assert.deepEqual([missing.reason, missing.remotePath], ['not-found', `${subject.remoteFolder}/nothing`]);
      const folder = await rejection(ssh.readFile(subject.remoteFolder), FileCopyError);
      assert.match(folder.message, /is a directory/);
    },
  },
  {
    title: 'putFile and getFile copy a large file completely, with its mode',
    run: async (subject) => {
      await using ssh = subject.open();
      await withLocalFolder(async (local) => {
        const data = randomBytes(5_000_001);
        await writeFile(join(local, 'from'), data, { mode: 0o755 });
        await ssh.putFile(join(local, 'from'), `${subject.remoteFolder}/large`);
        await ssh.getFile(`${subject.remoteFolder}/large`, join(local, 'to'));
        assert.ok((await readFile(join(local, 'to'))).equals(data));
        assert.match((await ssh.exec(['ls', '-l', `${subject.remoteFolder}/large`])).stdout, /^-rwxr-xr-x/);
        await writeFile(join(local, 'empty'), '');
        await ssh.putFile(join(local, 'empty'), `${subject.remoteFolder}/empty`);
        assert.equal((await ssh.readFile(`${subject.remoteFolder}/empty`)).length, 0);
      });
    },
  },
  {
    title: 'a copy that fails on this machine leaves no partial file on either side',
    run: async (subject) => {
      await using ssh = subject.open();
      await withLocalFolder(async (local) => {
        const missing = await rejection(ssh.putFile(join(local, 'none'), `${subject.remoteFolder}/x`), FileCopyError);
        assert.match(missing.message, /none.*ENOENT|ENOENT.*none/);
        await ssh.writeFile(`${subject.remoteFolder}/there`, 'content');
        const noFolder = join(local, 'no', 'file');
        await rejection(ssh.getFile(`${subject.remoteFolder}/there`, noFolder), FileCopyError);
        await writeFile(join(local, 'old'), 'old');
        await rejection(ssh.getFile(`${subject.remoteFolder}/gone`, join(local, 'old')), FileCopyError);
        assert.equal(await readFile(join(local, 'old'), 'utf8'), 'old');
        assert.deepEqual(await readdir(local), ['old']);
      });
      assert.deepEqual(await list(ssh, subject), ['there']);
    },
  },
  {
    title: 'an aborted or too slow copy leaves the destination unchanged',
    run: async (subject) => {
      await using ssh = subject.open();
      await withLocalFolder(async (local) => {
        await writeFile(join(local, 'big'), Buffer.alloc(30_000_000, 7));
        const path = `${subject.remoteFolder}/big`;
        await ssh.writeFile(path, 'old');
        const reason = new Error('enough');
        const controller = new AbortController();
        const copying = ssh.putFile(join(local, 'big'), path, { signal: controller.signal });
        void systemClock.sleep(0).then(() => controller.abort(reason));
        await assert.rejects(copying, reason);
        const slow = await rejection(ssh.putFile(join(local, 'big'), path, { timeoutMs: 5 }), FileCopyError);
        assert.equal(slow.reason, 'timed-out');
        assert.equal((await ssh.readFile(path)).toString(), 'old');
        assert.equal((await stat(join(local, 'big'))).size, 30_000_000);
      });
      assert.deepEqual(await list(ssh, subject), ['big']);
    },
  },
];

async function list(ssh: SshConnection, subject: SshSubject): Promise<string[]> {
  const { stdout } = await ssh.exec(['ls', '-A', subject.remoteFolder]);
  return stdout.split('\n').filter((line) => line !== '');
}

async function withLocalFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-copy-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
