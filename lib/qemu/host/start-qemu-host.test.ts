import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { listNames } from '../../util/list-names.ts';
import { pollUntil } from '../../util/poll.ts';
import { isAlive } from '../../util/process-identity.ts';
import { openQmp } from '../../wire/qmp/qmp-client.ts';
import { readQemuHost } from './qemu-host-store.ts';
import { createQemuHost } from './create-qemu-host.ts';
import type { QemuHost } from './qemu-host.ts';
import { removeQemuHost } from './remove-qemu-host.ts';
import { freezeQemuHost } from '../freeze/freeze-qemu-host.ts';
import { findFrozenHost } from '../freeze/frozen-store.ts';
import type { HostImage } from '../image/image-cache.ts';
import { HOST_FILES } from '../machine/host-files.ts';
import { removeLeftovers } from '../cleanup/remove-leftovers.ts';
import { startQemuHost } from './start-qemu-host.ts';
import { stopQemuHost } from './stop-qemu-host.ts';
import { thawQemuHost } from '../freeze/thaw-qemu-host.ts';

// Real QEMU processes with an empty disk: they stay at their firmware and need no image.

interface TestLab extends AsyncDisposable {
  readonly stateDir: string;
  readonly cacheDir: string;
  readonly image: HostImage;
  create(name: string, life?: 'tied' | 'detached'): Promise<QemuHost>;
}

async function makeLab(): Promise<TestLab> {
  const root = await mkdtemp(join(tmpdir(), 'osstest-start-'));
  const [stateDir, cacheDir, directory] = ['state', 'cache', 'image'].map((name) => join(root, name));
  if (stateDir === undefined || cacheDir === undefined || directory === undefined) throw new Error('three folders');
  const diskPath = join(directory, 'disk.raw');
  await mkdir(directory);
  await writeFile(diskPath, '');
  await truncate(diskPath, 1 << 20);
  const names = { kernelPath: '', initrdPath: '', recipeDigest: 'r' };
  const image: HostImage = { kind: 'debian', digest: 'd', builtAt: new Date(), directory, diskPath, ...names };
  const machine = { accelerator: 'tcg', cpus: 1, memoryMiB: 64 } as const;
  const hosts: QemuHost[] = [];
  return {
    stateDir,
    cacheDir,
    image,
    create: async (name, life = 'tied') => {
      const host = await createQemuHost({ name, stateDir, cacheDir, machine, life });
      hosts.push(host);
      return host;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(hosts.map(removeQemuHost));
      await rm(root, { recursive: true });
    },
  };
}

async function status(host: QemuHost): Promise<string> {
  await using monitor = await openQmp(join(host.directory, HOST_FILES.qmp));
  return (await monitor.execute<{ status: string }>('query-status')).status;
}

test('startQemuHost switches a host on with its ssh port, and restarts it in a new QEMU', async (t) => {
  await using lab = await makeLab();
  const host = await lab.create('one');
  await startQemuHost(host, { image: lab.image });
  t.is(await status(host), 'running');
  const socket = connect(host.definition.sshPort, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  const first = (await readQemuHost(host.directory))?.record.run ?? null;
  if (first === null) return t.fail();
  t.deepEqual(first.origin, { kind: 'image', digest: 'd' });
  await startQemuHost(host, 'own-disk');
  const second = (await readQemuHost(host.directory))?.record.run;
  t.deepEqual(second?.origin, first.origin);
  t.not(second?.qemu.pid, first.qemu.pid);
  t.false(isAlive(first.qemu));
  await stopQemuHost(host);
  await stopQemuHost(host);
  t.is((await readQemuHost(host.directory))?.running, false);
});

test('stopQemuHost kills a QEMU whose monitor another process holds', async (t) => {
  await using lab = await makeLab();
  const host = await lab.create('one');
  await startQemuHost(host, { image: lab.image });
  await using _holder = await openQmp(join(host.directory, HOST_FILES.qmpControl));
  await stopQemuHost(host);
  t.is((await readQemuHost(host.directory))?.running, false);
});

test('startQemuHost reports the message of a QEMU that does not start', async (t) => {
  await using lab = await makeLab();
  const [host, other] = [await lab.create('one'), await lab.create('two')];
  await startQemuHost(host, { image: lab.image });
  const record = join(other.directory, 'host.json');
  const text = await readFile(record, 'utf8');
  await writeFile(record, text.replace(String(other.definition.sshPort), String(host.definition.sshPort)));
  const error = await t.throwsAsync(startQemuHost(other, { image: lab.image }), {
    instanceOf: QemuHostError,
    code: 'QEMU_HOST_FAILED',
  });
  t.regex(error.message, /^two: QEMU did not start: .*host forwarding rule/);
  t.is((await readQemuHost(other.directory))?.running, false);
});

test('a frozen host continues, and other hosts are thawed from it', async (t) => {
  await using lab = await makeLab();
  const emitter = { progress: (line: string) => t.log(line) };
  const [host, other] = [await lab.create('one'), await lab.create('two')];
  t.is(await thawQemuHost(other, 'key', { emitter }), null);
  await startQemuHost(host, { image: lab.image });
  const frozen = await freezeQemuHost(host, 'key');
  t.is(await status(host), 'running');
  t.deepEqual(await freezeQemuHost(host, 'key'), frozen, 'freezes once');
  await freezeQemuHost(host, 'later');
  await removeQemuHost(host);
  for (const key of ['key', 'later']) {
    t.is((await thawQemuHost(other, key, { emitter }))?.key, key);
    t.is(await status(other), 'running');
  }
  t.is((await readQemuHost(other.directory))?.record.run?.origin.kind, 'frozen');
  await freezeQemuHost(other, 'grandchild');
  t.truthy(await thawQemuHost(other, 'grandchild', { emitter }));
});

test('thawQemuHost removes a frozen host that is not usable', async (t) => {
  await using lab = await makeLab();
  const lines: string[] = [];
  const emitter = { progress: (line: string) => lines.push(line) };
  const host = await lab.create('one');
  await startQemuHost(host, { image: lab.image });
  const frozen = await freezeQemuHost(host, 'key');
  await truncate(frozen.memoryPath, 100_000);
  t.is(await thawQemuHost(host, 'key', { emitter }), null);
  t.regex(lines.join('\n'), /not usable/);
  t.is(await findFrozenHost(host, 'key'), null);
  t.is((await readQemuHost(host.directory))?.running, false);
});

test('a tied host ends with its harness; a detached one stays', async (t) => {
  await using lab = await makeLab();
  const program = `
    const { createQemuHost } = await import(${JSON.stringify(new URL('create-qemu-host.ts', import.meta.url))});
    const { startQemuHost } = await import(${JSON.stringify(new URL('start-qemu-host.ts', import.meta.url))});
    const machine = { accelerator: 'tcg', cpus: 1, memoryMiB: 64 };
    for (const life of ['tied', 'detached']) {
      const host = await createQemuHost({ name: life, machine, life, ...${JSON.stringify(lab)} });
      await startQemuHost(host, ${JSON.stringify({ image: lab.image })});
    }
    console.log('started');
    setInterval(() => {}, 1000);`;
  const harness = spawn(process.execPath, ['--import=tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(harness.stdout, 'data');
  const find = (name: string): ReturnType<typeof readQemuHost> => readQemuHost(join(lab.stateDir, 'hosts', name));
  t.deepEqual([(await find('tied'))?.running, (await find('detached'))?.running], [true, true]);
  harness.kill('SIGKILL');
  await once(harness, 'exit');
  await pollUntil(async () => ((await find('tied'))?.running === true ? { waiting: 'runs' } : { done: true }), {
    subject: 'end of the tied host',
    timeoutMs: 10_000,
    intervalMs: 50,
  });
  t.true((await find('detached'))?.running);
  t.deepEqual(await removeLeftovers(lab), ['host tied']);
  t.deepEqual(await listNames(join(lab.stateDir, 'hosts')), ['detached']);
  await removeQemuHost({ name: 'detached', directory: join(lab.stateDir, 'hosts', 'detached') });
});
