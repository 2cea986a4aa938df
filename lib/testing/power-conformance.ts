import assert from 'node:assert/strict';
import type { PowerDriver } from '../../typings/wire.ts';

/** What every power driver promises; `tellsState`: it can find out whether the box is on. */
export async function powerConformance(power: PowerDriver, tellsState = true): Promise<void> {
  const expect = async (state: 'on' | 'off', what: string): Promise<void> => {
    if (tellsState) assert.equal(await power.state(), state, what);
  };
  await power.on();
  await expect('on', 'on after on');
  await power.on();
  await expect('on', 'switching on what is on does no harm');
  await power.reset();
  await expect('on', 'on after reset');
  await power.off();
  await expect('off', 'off after off');
  await power.off();
  await expect('off', 'switching off what is off does no harm');
  assert.notEqual(power.method, '', 'it says how it switches');
}
