import type { PowerDriver, PowerState, WaitOptions } from '../../../typings/wire.ts';

/** Asks a person to do something. Resolves to whether the person did it. */
export type AskPerson = (request: string, signal?: AbortSignal) => Promise<boolean>;

/** Returns a driver that asks a person to switch. Its state is that of the last confirmed request. */
export function manualPower(name: string, ask: AskPerson): PowerDriver {
  let last: PowerState = 'unknown';
  const request = async (what: string, state: PowerState, wait?: WaitOptions): Promise<void> => {
    last = 'unknown';
    const isDone = await ask(`Please ${what} ${name}.`, wait?.signal);
    if (!isDone) throw new Error(`no person confirmed "${what}"`);
    last = state;
  };
  return {
    method: 'manual',
    on: async (wait) => (last === 'on' ? undefined : request('switch on', 'on', wait)),
    off: async (wait) => (last === 'off' ? undefined : request('switch off', 'off', wait)),
    reset: (wait) =>
      last === 'off' ? request('switch on', 'on', wait) : request('press the reset button of', 'on', wait),
    state: () => Promise.resolve(last),
  };
}
