import test from 'ava';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emitter, EventBody } from '../../../typings/events.ts';
import { PowerError } from '../../errors/power-errors.ts';
import { createFakePower } from '../../testing/fakes/fake-power.ts';
import { powerConformance, type PowerSubject } from '../../testing/conformance/power-conformance.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { spawnTied } from '../../util/subprocess.ts';
import { injectNmi, machineState, pauseMachine, resumeMachine } from '../qmp/machine.ts';
import { openQmp } from '../qmp/qmp-client.ts';
import { parseState } from './exec-power.ts';
import { guardPower, openPower } from './open-power.ts';

/** A clock that skips the seconds for which a host stays off. */
const quick: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms === 3000 ? 20 : ms, signal),
};

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-power-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withFake(work: (subject: PowerSubject) => Promise<void>): Promise<void> {
  const fake = createFakePower();
  await work({
    power: guardPower('host1', fake),
    isOn: () => Promise.resolve(fake.isOn()),
    boots: () => Promise.resolve(fake.boots()),
    tellsState: true,
  });
}

const withManual = (work: (subject: PowerSubject) => Promise<void>): Promise<void> => {
  const host = { isOn: false, boots: 0 };
  const ask = (request: string): Promise<boolean> => {
    if (!request.startsWith('Please switch off')) host.boots++;
    host.isOn = !request.startsWith('Please switch off');
    return Promise.resolve(true);
  };
  return work({
    power: openPower('host1', { method: 'manual' }, { ask }),
    isOn: () => Promise.resolve(host.isOn),
    boots: () => Promise.resolve(host.boots),
    tellsState: true,
  });
};

/** A power strip in a folder: the file `state` contains on or off, `boots` one line for each boot. */
const withPrograms =
  (how: { readonly reset: boolean; readonly state: boolean }) =>
  async (work: (subject: PowerSubject) => Promise<void>) =>
    inFolder(async (folder) => {
      const file = (name: string): string => join(folder, name);
      await writeFile(file('state'), 'off\n');
      await writeFile(file('boots'), '');
      const sh = (script: string): readonly string[] => ['sh', '-c', `cd ${folder} && ${script}`];
      await work({
        power: openPower(
          'host1',
          {
            method: 'exec',
            on: sh('{ grep -q on state || echo x >>boots; } && echo on >state'),
            off: sh('echo off >state'),
            ...(how.reset ? { reset: sh('echo x >>boots; echo on >state') } : {}),
            ...(how.state ? { state: sh('echo "Chassis Power is $(cat state)"') } : {}),
          },
          { clock: quick },
        ),
        isOn: async () => (await readFile(file('state'), 'utf8')) === 'on\n',
        boots: async () => (await readFile(file('boots'), 'utf8')).length / 2,
        tellsState: how.state,
      });
    });

async function withQemu(work: (subject: PowerSubject, socketPath: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const [commands, events] = [join(folder, 'commands'), join(folder, 'events')];
    const qemu = spawnTied(
      [
        'qemu-system-x86_64 -accel tcg -machine isapc -cpu 486 -m 8 -display none -nodefaults -no-user-config -S'.split(
          ' ',
        ),
        [commands, events].flatMap((path) => ['-qmp', `unix:${path},server=on,wait=off`]),
      ].flat(),
      { stdio: 'ignore' },
    );
    const isThere = (): Promise<boolean> =>
      access(events).then(
        () => true,
        () => false,
      );
    while (!(await isThere())) await systemClock.sleep(10);
    await using watcher = await openQmp(events);
    let boots = 0;
    watcher.onEvent(({ event }) => (event === 'RESET' ? boots++ : undefined));
    await work(
      {
        power: openPower('host1', { method: 'qmp', socketPath: commands }),
        isOn: async () => (await machineState(commands)) === 'running',
        boots: async () => {
          await machineState(commands);
          return boots;
        },
        tellsState: true,
      },
      commands,
    );
    qemu.kill('SIGKILL');
  });
}

const drivers: Readonly<Record<string, (work: (subject: PowerSubject) => Promise<void>) => Promise<void>>> = {
  fake: withFake,
  manual: withManual,
  'exec with all programs': withPrograms({ reset: true, state: true }),
  'exec with only the required programs': withPrograms({ reset: false, state: false }),
  qmp: withQemu,
};

for (const [name, withDriver] of Object.entries(drivers)) {
  for (const { title, run } of powerConformance) {
    test(`${name}: ${title}`, async (t) => {
      await withDriver(run);
      t.pass();
    });
  }
}

test('a QEMU that is missing, is paused or receives an NMI', async (t) => {
  const power = openPower('host1', { method: 'qmp', socketPath: '/nonexistent/qmp' });
  const error = await t.throwsAsync(power.on(), { instanceOf: PowerError });
  t.like(error, { code: 'POWER_FAILED', blame: 'lab', host: 'host1', action: 'on' });
  t.regex(error.message, /^host1: power on failed: .*ENOENT/);
  await withQemu(async (subject, socketPath) => {
    await subject.power.on();
    await pauseMachine(socketPath);
    t.is(await subject.power.state(), 'off');
    await resumeMachine(socketPath);
    await injectNmi(socketPath);
    t.is(await machineState(socketPath), 'running');
  });
});

test('a program that fails, hangs or changes nothing causes a PowerError with the reason', async (t) => {
  const make = (on: readonly string[]) =>
    openPower('host1', { method: 'exec', on, off: ['true'], state: ['echo', 'off'] });
  const failing = await t.throwsAsync(make(['sh', '-c', 'echo no such outlet >&2; exit 4']).on(), {
    instanceOf: PowerError,
  });
  t.regex(failing.message, /^host1: power on failed: "sh -c .*" exited 4 after .*: no such outlet$/);
  const hanging = await t.throwsAsync(make(['sleep', '60']).on({ timeoutMs: 100 }), { instanceOf: PowerError });
  t.regex(hanging.message, /"sleep 60" did not exit within 0\.1 s/);
  const idle = await t.throwsAsync(make(['true']).on({ timeoutMs: 1000 }), { instanceOf: PowerError });
  t.regex(idle.message, /power on: not within 1 s \(last seen: state is off\)/);
  const missing = await t.throwsAsync(make(['no-such-program-here']).on(), { instanceOf: PowerError });
  t.regex(missing.message, /no-such-program-here: not found/);
});

test('a PowerError is thrown when there is no person to ask, or the person declines', async (t) => {
  const nobody = await t.throwsAsync(openPower('host1', { method: 'manual' }).on(), {
    instanceOf: PowerError,
  });
  t.is(nobody.message, 'host1: power on failed: there is no person to ask');
  const refusing = openPower('host1', { method: 'manual' }, { ask: () => Promise.resolve(false) });
  const refused = await t.throwsAsync(refusing.reset(), { instanceOf: PowerError });
  t.is(refused.message, 'host1: power reset failed: no person confirmed "press the reset button of"');
  t.is(await refusing.state(), 'unknown');
});

test('the guard is called before each switch, and only completed switches emit an event', async (t) => {
  const fake = createFakePower();
  const refusal = new Error('not yours');
  const events: EventBody[] = [];
  const emitter: Emitter = {
    context: {},
    emit: (body) => void events.push(body),
    progress: () => undefined,
    child: () => emitter,
  };
  let allowed = true;
  const guard = (): void => {
    if (!allowed) throw refusal;
  };
  const power = guardPower('host1', fake, { guard, emitter });
  await power.on();
  fake.failNext(new Error('stuck relay'));
  await t.throwsAsync(power.off(), { message: 'host1: power off failed: stuck relay' });
  allowed = false;
  await t.throwsAsync(power.off(), { is: refusal });
  t.is(await power.state(), 'on');
  t.deepEqual(events, [{ kind: 'power', action: 'on' }]);
});

test('parseState reads what programs print', (t) => {
  t.deepEqual(['on', 'OFF\n', 'Chassis Power is on', 'outlet 3: Off (was on)?', '', 'only'].map(parseState), [
    'on',
    'off',
    'on',
    'on',
    'unknown',
    'unknown',
  ]);
});
