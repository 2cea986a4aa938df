/**
 * Calls `action` once with the signal's reason when the signal is aborted, immediately if it already is.
 *
 * @returns Cancels the call; does nothing after it.
 */
export function onAbort(signal: AbortSignal | undefined, action: (reason: Error) => void): () => void {
  if (signal === undefined) return () => undefined;
  const listener = (): void => action(signal.reason as Error);
  if (signal.aborted) {
    listener();
    return () => undefined;
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/** Resolves when one of the signals is aborted. Never rejects. */
export function untilAborted(...signals: readonly AbortSignal[]): Promise<void> {
  const any = signals.length === 1 ? signals[0] : AbortSignal.any([...signals]);
  return new Promise((resolve) => void onAbort(any, () => resolve()));
}

/** Settles as the promise does, or rejects with the signal's reason if the signal is aborted first. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const cancel = onAbort(signal, reject);
    promise.then(resolve, reject).finally(cancel);
  });
}
