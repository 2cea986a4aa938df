import type { PowerDriver } from '../../../typings/wire.ts';

/** A power driver without a host, which records what it is asked to do. */
export interface FakePower extends PowerDriver {
  /** Returns whether the host would be on. */
  isOn(): boolean;
  /** Returns the number of boots: by `on` of a host that was off, and by `reset`. */
  boots(): number;
  /** The actions so far, oldest first. */
  readonly history: readonly ('on' | 'off' | 'reset')[];
  /** Makes the next action reject with this error. */
  failNext(error: Error): void;
}

/**
 * Creates a power driver without a host. It is off at first, unless `isOn` is true.
 *
 * @example
 * import { createFakePower } from 'osstest/testing';
 *
 * const power = createFakePower();
 * await power.on();
 * console.log(power.history); // ['on']
 */
export function createFakePower(options: { readonly isOn?: boolean } = {}): FakePower {
  const history: ('on' | 'off' | 'reset')[] = [];
  let isOn = options.isOn ?? false;
  let boots = 0;
  let failure: Error | null = null;
  const turn = (action: 'on' | 'off' | 'reset'): Promise<void> => {
    const error = failure;
    failure = null;
    if (error !== null) return Promise.reject(error);
    history.push(action);
    if (action === 'reset' || (action === 'on' && !isOn)) boots++;
    isOn = action !== 'off';
    return Promise.resolve();
  };
  return {
    method: 'fake',
    history,
    isOn: () => isOn,
    boots: () => boots,
    failNext: (error) => (failure = error),
    on: () => turn('on'),
    off: () => turn('off'),
    reset: () => turn('reset'),
    state: () => Promise.resolve(isOn ? 'on' : 'off'),
  };
}
