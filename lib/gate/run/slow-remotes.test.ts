import test from 'ava';
import { once } from 'node:events';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { listFlights } from '../../record/flights/list-flights.ts';
import { startGateLab } from '../../fault-injection/gate/start-gate-lab.ts';
import { watchPushes } from '../../fault-injection/gate/watch-pushes.ts';

test.serial('a repository that never answers is given up with one line, and the next run continues', async (t) => {
  await using gate = await startGateLab();
  const revision = await gate.commit();
  await using silent = createServer((socket) => void socket.on('error', () => undefined).resume()).listen(
    0,
    '127.0.0.1',
  );
  await once(silent, 'listening');
  const url = `git://127.0.0.1:${(silent.address() as AddressInfo).port}/xen.git`;
  const branch = { ...gate.branch, source: { url, branch: 'staging' } };
  const config = { ...gate.config, gate: { ...gate.config.gate, remoteLimitMs: 5000 } };
  const error = await t.throwsAsync(gate.run({ branch, config }), { code: 'REMOTE_FAILED' });
  t.regex(error?.message ?? '', /^git:\/\/127\.0\.0\.1:\d+\/xen\.git: ls-remote failed: [^\n]*not within 5 s[^\n]*$/);
  await gate.run();
  t.is(await gate.published(), revision);
});

test.serial(
  'a push that takes too long is reported as refused, and repeated by the next run without a flight',
  async (t) => {
    await using gate = await startGateLab();
    const pushes = await watchPushes(gate.xen);
    const old = await gate.published();
    const revision = await gate.commit();
    const hook = join(gate.xen.url, 'hooks', 'pre-receive');
    const isSlow = join(gate.folder, 'the hook is slow');
    await writeFile(isSlow, '');
    await writeFile(hook, `#!/bin/sh\nwhile [ -e '${isSlow}' ]; do sleep 0.2; done\nexit 1\n`);
    await chmod(hook, 0o755);
    const config = { ...gate.config, gate: { ...gate.config.gate, remoteLimitMs: 8000 } };
    try {
      const late = await gate.run({ config });
      t.like(late, { kind: 'over', run: { state: { verdict: 'perfect', push: { kind: 'refused' } } } });
      t.regex(gate.progress.join('\n'), /refused: .*push of .* failed: .*not within 8 s/);
      t.is(await gate.published(), old);
    } finally {
      await rm(isSlow);
      await rm(hook);
    }
    await gate.run();
    t.is(await gate.published(), revision);
    t.is((await pushes()).length, 1);
    t.is((await listFlights(gate.db)).length, 2);
  },
);
