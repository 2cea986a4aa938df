import anyTest, { type TestFn } from 'ava';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeSshServer, type FakeSshServer } from '../../testing/fakes/fake-ssh-server.ts';
import { startRealSshd, type RealSshd } from '../../testing/peers/real-sshd.ts';
import { sshConformance } from '../../testing/conformance/ssh-conformance.ts';
import { sshFileConformance } from '../../testing/conformance/ssh-file-conformance.ts';
import { openSsh } from './open-ssh.ts';

const test = anyTest as TestFn<{ readonly sshd: RealSshd; readonly fake: FakeSshServer }>;

test.before(async (t) => {
  t.context = { sshd: await startRealSshd(), fake: await startFakeSshServer() };
});
test.after.always(async (t) => {
  await t.context.sshd[Symbol.asyncDispose]();
  await t.context.fake[Symbol.asyncDispose]();
});

for (const server of ['sshd', 'fake'] as const) {
  for (const { title, run } of [...sshConformance, ...sshFileConformance]) {
    test.serial(`${server}: ${title}`, async (t) => {
      const { target } = t.context[server];
      const remoteFolder = await mkdtemp(join(tmpdir(), 'osstest-remote-'));
      try {
        await run({ open: () => openSsh(target), remoteFolder, isHere: true });
      } finally {
        await rm(remoteFolder, { recursive: true, force: true });
      }
      t.pass();
    });
  }
}
