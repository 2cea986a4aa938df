import type { PowerDefinition } from '../../../typings/box.ts';
import type { PowerDriver, WaitOptions } from '../../../typings/wire.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { PowerError } from '../../errors/power-errors.ts';
import { systemClock } from '../../util/clock.ts';
import { run } from '../../util/subprocess.ts';
import { seconds } from '../../util/units.ts';

/** Between off and on where there is no reset command. */
const OFF_MS = seconds(5);
const TIMEOUT_MS = seconds(60);

/** Switches a box by programs on the harness's machine, such as ipmitool. */
export function execPower(
  name: string,
  definition: Extract<PowerDefinition, { readonly method: 'exec' }>,
): PowerDriver {
  const call = async (command: readonly string[], what: string, wait: WaitOptions = {}): Promise<string> => {
    const timeout = AbortSignal.timeout(wait.timeoutMs ?? TIMEOUT_MS);
    const signal = wait.signal === undefined ? timeout : AbortSignal.any([timeout, wait.signal]);
    try {
      return (await run(command, { signal })).stdout.trim();
    } catch (error) {
      wait.signal?.throwIfAborted();
      const why = timeout.aborted
        ? `not finished within ${(wait.timeoutMs ?? TIMEOUT_MS) / 1000} s`
        : describeError(error);
      throw new PowerError(`${name}: power ${what}: ${why}`, { cause: error });
    }
  };
  const on = async (wait?: WaitOptions): Promise<void> => void (await call(definition.on, 'on', wait));
  const off = async (wait?: WaitOptions): Promise<void> => void (await call(definition.off, 'off', wait));
  return {
    method: 'exec',
    on,
    off,
    reset: async (wait) => {
      if (definition.reset !== undefined) return void (await call(definition.reset, 'reset', wait));
      await off(wait);
      await systemClock.sleep(OFF_MS, wait?.signal);
      await on(wait);
    },
    state: async (wait) => {
      if (definition.state === undefined) return 'unknown';
      const said = await call(definition.state, 'state', wait);
      return /\bon\b/i.test(said) ? 'on' : /\boff\b/i.test(said) ? 'off' : 'unknown';
    },
  };
}
