import test from 'ava';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PowerError } from '../../errors/power-errors.ts';
import { powerConformance } from '../../testing/power-conformance.ts';
import { pollUntil } from '../../util/poll.ts';
import { spawnTied } from '../../util/subprocess.ts';
import { openPower } from './open-power.ts';

test('exec switches a box by programs', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-power-'));
  const state = join(folder, 'state');
  const write = (word: string): string[] => ['sh', '-c', `echo ${word} > ${state}`];
  const definition = {
    method: 'exec',
    on: write('on'),
    off: write('off'),
    reset: write('on'),
    state: ['cat', state],
  } as const;
  await powerConformance(openPower('box1', definition));
  t.is(await readFile(state, 'utf8'), 'off\n');
  await rm(folder, { recursive: true });
});

test('exec says which switch failed, and why', async (t) => {
  const power = openPower('box1', { method: 'exec', on: ['sh', '-c', 'echo no session >&2; exit 1'], off: ['true'] });
  const error = await t.throwsAsync(power.on(), { instanceOf: PowerError });
  t.like(error, { code: 'POWER_FAILED', blame: 'lab' });
  t.regex(error.message, /^box1: power on: .*no session/);
  t.is(await power.state(), 'unknown');
  const hung = openPower('box1', { method: 'exec', on: ['sleep', '60'], off: ['true'] });
  await t.throwsAsync(hung.on({ timeoutMs: 50 }), { message: /not finished within 0.05 s/ });
});

test('manual asks a person, and fails when nobody is there', async (t) => {
  const asked: string[] = [];
  const ask = (request: string): Promise<void> => Promise.resolve(void asked.push(request));
  await powerConformance(openPower('box1', { method: 'manual' }, { ask }));
  t.is(asked[0], 'switch on box1');
  await t.throwsAsync(openPower('box1', { method: 'manual' }).on(), {
    instanceOf: PowerError,
    message: /nobody is there to switch on box1/,
  });
});

test('qmp stops, resets and continues a QEMU', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-power-'));
  const socketPath = join(folder, 'qmp');
  const qemu = spawnTied(
    [
      'qemu-system-x86_64',
      '-S',
      '-display',
      'none',
      '-nodefaults',
      '-m',
      '32',
      '-qmp',
      `unix:${socketPath},server=on,wait=off`,
    ],
    { stdio: 'ignore' },
  );
  const power = openPower('box1', { method: 'qmp', socketPath });
  await pollUntil(
    () =>
      power.state().then(
        (done) => ({ done }),
        () => ({ waiting: 'not up' }),
      ),
    { subject: 'qemu', timeoutMs: 30_000, intervalMs: 50 },
  );
  await t.notThrowsAsync(powerConformance(power));
  qemu.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

test('a switch asks the guard first, and is told of', async (t) => {
  const told: string[] = [];
  const emitter = {
    context: {},
    emit: (event: { kind: string }) => void told.push(event.kind),
    progress: () => undefined,
    child: () => emitter,
  };
  const guard = (): Promise<void> => (told.length === 0 ? Promise.resolve() : Promise.reject(new Error('not yours')));
  const power = openPower('box1', { method: 'exec', on: ['true'], off: ['true'] }, { guard, emitter });
  await power.on();
  await t.throwsAsync(power.off(), { message: 'not yours' });
  t.deepEqual(told, ['power']);
});
