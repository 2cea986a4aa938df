import type { PowerDefinition } from '../../../typings/host-definition.ts';
import type { Emitter } from '../../../typings/events.ts';
import type { PowerDriver, WaitOptions } from '../../../typings/wire.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { PowerError } from '../../errors/power-errors.ts';
import type { Clock } from '../../util/clock.ts';
import { createSlots } from '../../util/slots.ts';
import { execPower } from './exec-power.ts';
import { manualPower, type AskPerson } from './manual-power.ts';
import { qmpPower } from './qmp-power.ts';

export interface PowerOptions {
  /** Called before each switch; throws when the caller may no longer touch the host. */
  readonly guard?: (() => void | Promise<void>) | undefined;
  /** Receives an event for each completed switch. */
  readonly emitter?: Emitter | undefined;
  /** Asks a person, for the method `manual`; default: there is no person, and the switch fails. */
  readonly ask?: AskPerson | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Opens the power switch of a host. Switches run one at a time, each after a call of the guard.
 *
 * Its functions throw PowerError (`POWER_FAILED`, blame lab) when the switch failed, and any error of the guard.
 * @param name - Name of the host, for messages.
 */
export function openPower(name: string, definition: PowerDefinition, options: PowerOptions = {}): PowerDriver {
  return guardPower(name, plainDriver(name, definition, options), options);
}

function plainDriver(name: string, definition: PowerDefinition, options: PowerOptions): PowerDriver {
  switch (definition.method) {
    case 'qmp':
      return qmpPower(definition.socketPath);
    case 'exec':
      return execPower(definition, options.clock);
    case 'manual':
      return manualPower(name, options.ask ?? (() => Promise.reject(new Error('there is no person to ask'))));
  }
}

/** Adds the order, guard and errors of {@link openPower} to a driver, such as one of your own. */
export function guardPower(name: string, driver: PowerDriver, options: PowerOptions = {}): PowerDriver {
  const turns = createSlots(1);
  const inTurn = async <T>(action: string, wait: WaitOptions | undefined, work: () => Promise<T>): Promise<T> => {
    const release = await turns.take(wait?.signal);
    try {
      if (action !== 'state') await options.guard?.();
      wait?.signal?.throwIfAborted();
      return await work().catch((cause: unknown) => {
        wait?.signal?.throwIfAborted();
        throw cause instanceof PowerError ? cause : new PowerError(name, action, describeError(cause), { cause });
      });
    } finally {
      release();
    }
  };
  const switchTo = (action: 'on' | 'off' | 'reset') => async (wait?: WaitOptions) => {
    await inTurn(action, wait, () => driver[action](wait));
    options.emitter?.emit({ kind: 'power', action });
  };
  return {
    method: driver.method,
    on: switchTo('on'),
    off: switchTo('off'),
    reset: switchTo('reset'),
    state: async (wait) => inTurn('state', wait, () => driver.state(wait)),
  };
}
