import assert from 'node:assert/strict';
import type { PowerDriver } from '../../../typings/wire.ts';
import type { ConformanceCase } from './conformance.ts';

export interface PowerSubject {
  readonly power: PowerDriver;
  /** What an onlooker sees, not asked of the driver. */
  isOn(): Promise<boolean>;
  /** How often the host began to boot so far; null: nobody can see that. */
  boots(): Promise<number | null>;
  /** Whether the driver can tell the state. */
  readonly tellsState: boolean;
}

async function expectState(subject: PowerSubject, state: 'on' | 'off'): Promise<void> {
  assert.equal(await subject.isOn(), state === 'on', `the host is to be ${state}`);
  assert.equal(await subject.power.state(), subject.tellsState ? state : 'unknown');
}

/** What every PowerDriver promises. Each case begins with a host in whatever state. */
export const powerConformance: readonly ConformanceCase<PowerSubject>[] = [
  {
    title: 'on and off have happened when they return, and can be repeated',
    run: async (subject) => {
      for (const state of ['off', 'off', 'on', 'on', 'off', 'on'] as const) {
        await subject.power[state]();
        await expectState(subject, state);
      }
    },
  },
  {
    title: 'on does not disturb a host that is on',
    run: async (subject) => {
      await subject.power.off();
      await subject.power.on();
      const before = await subject.boots();
      await subject.power.on();
      assert.equal(await subject.boots(), before);
    },
  },
  {
    title: 'reset boots a host anew, and switches on one that is off',
    run: async (subject) => {
      await subject.power.on();
      const before = await subject.boots();
      await subject.power.reset();
      await expectState(subject, 'on');
      const after = await subject.boots();
      if (before !== null) assert.equal(after, before + 1);
      await subject.power.off();
      await subject.power.reset();
      await expectState(subject, 'on');
    },
  },
  {
    title: 'a switch that is aborted before it begins does nothing and rejects with the reason',
    run: async (subject) => {
      await subject.power.off();
      const reason = new Error('enough');
      await assert.rejects(subject.power.on({ signal: AbortSignal.abort(reason) }), reason);
      await expectState(subject, 'off');
    },
  },
  {
    title: 'switches that are asked for at once happen one after the other',
    run: async (subject) => {
      const { power } = subject;
      await Promise.all([power.on(), power.off(), power.reset(), power.off(), power.on()]);
      await expectState(subject, 'on');
      await Promise.all([power.on(), power.off()]);
      await expectState(subject, 'off');
    },
  },
];
