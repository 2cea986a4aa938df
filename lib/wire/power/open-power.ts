import type { PowerDefinition } from '../../../typings/box.ts';
import type { Emitter } from '../../../typings/events.ts';
import type { PowerDriver, WaitOptions } from '../../../typings/wire.ts';
import { PowerError } from '../../errors/power-errors.ts';
import { execPower } from './exec-power.ts';
import { manualPower, type AskOperator } from './manual-power.ts';
import { qmpPower } from './qmp-power.ts';

export interface PowerOptions {
  /** Asked before each switch; throws when the caller may no longer touch the box. */
  readonly guard?: () => Promise<void>;
  /** Told of each switch. */
  readonly emitter?: Emitter;
  /** Asks a person, for method `manual`; default: nobody can be asked, and switching fails. */
  readonly ask?: AskOperator;
}

/**
 * Opens the power switch of a box.
 *
 * Its functions throw PowerError (`POWER_FAILED`, blame lab) when the switch did not happen, and what the guard throws.
 */
export function openPower(name: string, definition: PowerDefinition, options: PowerOptions = {}): PowerDriver {
  const driver = plainDriver(name, definition, options);
  const guarded = (action: 'on' | 'off' | 'reset') => async (wait?: WaitOptions) => {
    await options.guard?.();
    await driver[action](wait);
    options.emitter?.emit({ kind: 'power', action });
  };
  return {
    method: driver.method,
    on: guarded('on'),
    off: guarded('off'),
    reset: guarded('reset'),
    state: (wait) => driver.state(wait),
  };
}

function plainDriver(name: string, definition: PowerDefinition, { ask }: PowerOptions): PowerDriver {
  switch (definition.method) {
    case 'qmp':
      return qmpPower(name, definition.socketPath);
    case 'exec':
      return execPower(name, definition);
    case 'manual':
      return manualPower(
        name,
        ask ?? ((request) => Promise.reject(new PowerError(`${name}: power: nobody is there to ${request}`))),
      );
    default:
      return definition satisfies never;
  }
}
