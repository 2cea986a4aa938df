import type { PowerDriver, WaitOptions } from '../../../typings/wire.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { PowerError } from '../../errors/power-errors.ts';
import { openQmp } from '../qmp/qmp-client.ts';

/**
 * Switches a QEMU that somebody else has started and keeps, over its monitor: off stops its processors, on resets it
 * and lets them run.
 */
export function qmpPower(name: string, socketPath: string): PowerDriver {
  const call = async <T>(what: string, commands: readonly string[], wait: WaitOptions = {}): Promise<T> => {
    try {
      await using monitor = await openQmp(socketPath, wait);
      let last: unknown;
      for (const command of commands) last = await monitor.execute(command, {}, wait);
      return last as T;
    } catch (error) {
      wait.signal?.throwIfAborted();
      throw new PowerError(`${name}: power ${what} over ${socketPath}: ${describeError(error)}`, { cause: error });
    }
  };
  return {
    method: 'qmp',
    on: async (wait) => {
      const { status } = await call<{ status: string }>('on', ['query-status'], wait);
      if (status !== 'running') await call('on', ['system_reset', 'cont'], wait);
    },
    off: (wait) => call('off', ['stop'], wait),
    reset: (wait) => call('reset', ['system_reset', 'cont'], wait),
    state: async (wait) =>
      (await call<{ status: string }>('state', ['query-status'], wait)).status === 'running' ? 'on' : 'off',
  };
}
