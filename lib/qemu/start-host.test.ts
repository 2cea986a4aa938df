import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoxError } from '../errors/lab-errors.ts';
import { listNames } from '../util/list-names.ts';
import { pollUntil } from '../util/poll.ts';
import { isAlive } from '../util/process-identity.ts';
import { openQmp } from '../wire/qmp/qmp-client.ts';
import { readBox } from './host-store.ts';
import { createBox, removeBox, type Box } from './create-host.ts';
import { freezeBox } from './freeze-host.ts';
import { findFrozenBox } from './frozen-store.ts';
import type { BoxImage } from './image-cache.ts';
import { BOX_FILES } from './qemu-command.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import { startBox } from './start-host.ts';
import { stopBox } from './stop-host.ts';
import { thawBox } from './thaw-host.ts';

// Real QEMUs with an empty disk: they get no further than their firmware, and need no image.

interface TestLab extends AsyncDisposable {
  readonly stateDir: string;
  readonly cacheDir: string;
  readonly image: BoxImage;
  create(name: string, life?: 'tied' | 'detached'): Promise<Box>;
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
  const image: BoxImage = { kind: 'debian', digest: 'd', builtAt: new Date(), directory, diskPath, ...names };
  const machine = { accelerator: 'tcg', cpus: 1, memoryMiB: 64 } as const;
  const boxes: Box[] = [];
  return {
    stateDir,
    cacheDir,
    image,
    create: async (name, life = 'tied') => {
      const box = await createBox({ name, stateDir, cacheDir, machine, life });
      boxes.push(box);
      return box;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(boxes.map(removeBox));
      await rm(root, { recursive: true });
    },
  };
}

async function status(box: Box): Promise<string> {
  await using monitor = await openQmp(join(box.directory, BOX_FILES.qmp));
  return (await monitor.execute<{ status: string }>('query-status')).status;
}

test('startBox switches a box on with its ssh port, and again with another QEMU', async (t) => {
  await using lab = await makeLab();
  const box = await lab.create('one');
  await startBox(box, { image: lab.image });
  t.is(await status(box), 'running');
  const socket = connect(box.definition.sshPort, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  const first = (await readBox(box.directory))?.record.run ?? null;
  if (first === null) return t.fail();
  t.deepEqual(first.origin, { kind: 'image', digest: 'd' });
  await startBox(box, 'own-disk');
  const second = (await readBox(box.directory))?.record.run;
  t.deepEqual(second?.origin, first.origin);
  t.not(second?.qemu.pid, first.qemu.pid);
  t.false(isAlive(first.qemu));
  await stopBox(box);
  await stopBox(box);
  t.is((await readBox(box.directory))?.running, false);
});

test('stopBox ends a QEMU whose monitor somebody else holds', async (t) => {
  await using lab = await makeLab();
  const box = await lab.create('one');
  await startBox(box, { image: lab.image });
  await using _holder = await openQmp(join(box.directory, BOX_FILES.qmpLab));
  await stopBox(box);
  t.is((await readBox(box.directory))?.running, false);
});

test('startBox tells what QEMU said when it does not start', async (t) => {
  await using lab = await makeLab();
  const [box, other] = [await lab.create('one'), await lab.create('two')];
  await startBox(box, { image: lab.image });
  const record = join(other.directory, 'box.json');
  const text = await readFile(record, 'utf8');
  await writeFile(record, text.replace(String(other.definition.sshPort), String(box.definition.sshPort)));
  const error = await t.throwsAsync(startBox(other, { image: lab.image }), {
    instanceOf: BoxError,
    code: 'BOX_FAILED',
  });
  t.regex(error.message, /^two: QEMU did not start: .*host forwarding rule/);
  t.is((await readBox(other.directory))?.running, false);
});

test('a box goes on while it is frozen, and others go on from there', async (t) => {
  await using lab = await makeLab();
  const emitter = { progress: (line: string) => t.log(line) };
  const [box, other] = [await lab.create('one'), await lab.create('two')];
  t.is(await thawBox(other, 'key', { emitter }), null);
  await startBox(box, { image: lab.image });
  const frozen = await freezeBox(box, 'key');
  t.is(await status(box), 'running');
  t.deepEqual(await freezeBox(box, 'key'), frozen, 'is not done twice');
  await freezeBox(box, 'later');
  await removeBox(box);
  for (const key of ['key', 'later']) {
    t.is((await thawBox(other, key, { emitter }))?.key, key);
    t.is(await status(other), 'running');
  }
  t.is((await readBox(other.directory))?.record.run?.origin.kind, 'frozen');
  await freezeBox(other, 'grandchild');
  t.truthy(await thawBox(other, 'grandchild', { emitter }));
});

test('what was frozen badly is removed when it proves unusable', async (t) => {
  await using lab = await makeLab();
  const lines: string[] = [];
  const emitter = { progress: (line: string) => lines.push(line) };
  const box = await lab.create('one');
  await startBox(box, { image: lab.image });
  const frozen = await freezeBox(box, 'key');
  await truncate(frozen.memoryPath, 100_000);
  t.is(await thawBox(box, 'key', { emitter }), null);
  t.regex(lines.join('\n'), /not usable/);
  t.is(await findFrozenBox(box, 'key'), null);
  t.is((await readBox(box.directory))?.running, false);
});

test('a tied box ends with its harness, a detached one stays', async (t) => {
  await using lab = await makeLab();
  const program = `
    const { createBox } = await import(${JSON.stringify(new URL('create-host.ts', import.meta.url))});
    const { startBox } = await import(${JSON.stringify(new URL('start-host.ts', import.meta.url))});
    const machine = { accelerator: 'tcg', cpus: 1, memoryMiB: 64 };
    for (const life of ['tied', 'detached']) {
      const box = await createBox({ name: life, machine, life, ...${JSON.stringify(lab)} });
      await startBox(box, ${JSON.stringify({ image: lab.image })});
    }
    console.log('started');
    setInterval(() => {}, 1000);`;
  const harness = spawn(process.execPath, ['--import=tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(harness.stdout, 'data');
  const find = (name: string): ReturnType<typeof readBox> => readBox(join(lab.stateDir, 'boxes', name));
  t.deepEqual([(await find('tied'))?.running, (await find('detached'))?.running], [true, true]);
  harness.kill('SIGKILL');
  await once(harness, 'exit');
  await pollUntil(async () => ((await find('tied'))?.running === true ? { waiting: 'runs' } : { done: true }), {
    subject: 'end of the tied box',
    timeoutMs: 10_000,
    intervalMs: 50,
  });
  t.true((await find('detached'))?.running);
  t.deepEqual(await removeLeftovers(lab), ['box tied']);
  t.deepEqual(await listNames(join(lab.stateDir, 'boxes')), ['detached']);
  await removeBox({ name: 'detached', directory: join(lab.stateDir, 'boxes', 'detached') });
});
