import assert from 'node:assert/strict';
import type { PowerDriver } from '../../../typings/wire.ts';
import type { ConformanceCase } from './conformance.ts';

/** A power driver under test, and an independent view of its host. */
export interface PowerSubject {
  readonly power: PowerDriver;
  /** Returns the state of the host from another source than the driver. */
  isOn(): Promise<boolean>;
  /** Returns the number of boots so far; null: unknown. */
  boots(): Promise<number | null>;
  /** Whether the driver can read the state; otherwise `state()` returns `unknown`. */
  readonly tellsState: boolean;
}

async function expectState(subject: PowerSubject, state: 'on' | 'off'): Promise<void> {
  assert.equal(await subject.isOn(), state === 'on', `the host must be ${state}`);
  assert.equal(await subject.power.state(), subject.tellsState ? state : 'unknown');
}

/**
 * Lists the promises of a PowerDriver. Each case starts with the host in any state.
 *
 * @example
 * import { createFakePower, powerConformance } from 'osstest/testing';
 *
 * for (const { run } of powerConformance) {
 *   const power = createFakePower();
 *   await run({
 *     power,
 *     isOn: () => Promise.resolve(power.isOn()),
 *     boots: () => Promise.resolve(power.boots()),
 *     tellsState: true,
 *   });
 * }
 */
export const powerConformance: readonly ConformanceCase<PowerSubject>[] = [
  {
    title: 'on and off are complete when they return, and can be repeated',
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
    title: 'reset boots a host again, and switches on a host that is off',
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
    title: 'a switch that is aborted before its start has no effect and rejects with the reason',
    run: async (subject) => {
      await subject.power.off();
      const reason = new Error('enough');
      await assert.rejects(subject.power.on({ signal: AbortSignal.abort(reason) }), reason);
      await expectState(subject, 'off');
    },
  },
  {
    title: 'simultaneous switches happen one after the other',
    run: async (subject) => {
      const { power } = subject;
      await Promise.all([power.on(), power.off(), power.reset(), power.off(), power.on()]);
      await expectState(subject, 'on');
      await Promise.all([power.on(), power.off()]);
      await expectState(subject, 'off');
    },
  },
];
