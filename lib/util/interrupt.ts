import { AbortedError } from '../errors/general-errors.ts';

/** The part of the process that the handler needs. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown;
}

export interface Interrupt extends Disposable {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
}

/** Installs the only handler of SIGINT and SIGTERM: the first signal requests a stop, the second forces it. */
export function listenForInterrupt(
  source: SignalSource,
  handlers: { readonly onFirst: (signal: string) => void; readonly onSecond: () => void },
): Interrupt {
  const controller = new AbortController();
  const listener = (signal: string): void => {
    if (controller.signal.aborted) {
      handlers.onSecond();
      return;
    }
    handlers.onFirst(signal);
    controller.abort(new AbortedError(`stopped by ${signal}`));
  };
  source.on('SIGINT', listener);
  source.on('SIGTERM', listener);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      source.off('SIGINT', listener);
      source.off('SIGTERM', listener);
    },
  };
}
