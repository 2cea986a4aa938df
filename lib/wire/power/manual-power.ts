import type { PowerDriver, PowerState, WaitOptions } from '../../../typings/wire.ts';

/** Asks a person to do something; resolves when it is done, rejects when it will not be. */
export type AskOperator = (request: string, wait: WaitOptions) => Promise<void>;

/** Switches a box by asking a person; believes what the person confirms. */
export function manualPower(name: string, ask: AskOperator): PowerDriver {
  let believed: PowerState = 'unknown';
  const switchTo =
    (state: PowerState, request: string) =>
    async (wait: WaitOptions = {}) => {
      await ask(`${request} ${name}`, wait);
      believed = state;
    };
  return {
    method: 'manual',
    on: switchTo('on', 'switch on'),
    off: switchTo('off', 'switch off'),
    reset: switchTo('on', 'press the reset button of'),
    state: () => Promise.resolve(believed),
  };
}
