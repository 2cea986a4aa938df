import type { PowerDriver } from '../../../typings/wire.ts';

/** A host's switch without a host. */
export interface FakePower extends PowerDriver {
  isOn(): boolean;
  /** How often it was switched on or reset. */
  boots(): number;
  /** What was done, oldest first. */
  readonly history: readonly ('on' | 'off' | 'reset')[];
  /** The next switch fails with this. */
  failNext(error: Error): void;
}

/** Starts switched off, unless told otherwise. */
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
