import { BoxError } from '../errors/lab-errors.ts';
import { openQmp, type QmpClient, type QmpEvent } from '../wire/qmp/qmp-client.ts';

/** Watches a virtual box for a disk that can't be written or read: QEMU stops the box then, which looks like a hang. */
export interface DiskWatch extends AsyncDisposable {
  /** Begins to watch the machine that was just switched on. */
  follow(): Promise<void>;
  /** Returns a function that ends it. */
  onFailure(listener: (error: BoxError) => void): () => void;
}

export function watchDisk(box: { readonly name: string; readonly qmpEventsPath: string }): DiskWatch {
  const listeners = new Set<(error: BoxError) => void>();
  let monitor: QmpClient | null = null;
  const end = async (): Promise<void> => {
    await monitor?.[Symbol.asyncDispose]();
    monitor = null;
  };
  return {
    follow: async () => {
      await end();
      monitor = await openQmp(box.qmpEventsPath);
      monitor.onEvent((event) => {
        const error = toFailure(box.name, event);
        if (error !== null) for (const listener of listeners) listener(error);
      });
    },
    onFailure: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [Symbol.asyncDispose]: end,
  };
}

/** null: it is about something else, or the box goes on. */
export function toFailure(name: string, { event, data }: QmpEvent): BoxError | null {
  if (event !== 'BLOCK_IO_ERROR' || data['action'] !== 'stop') return null;
  const why = data['nospace'] === true ? 'no space is left on the disk of this machine' : String(data['reason']);
  return new BoxError(name, `was stopped, since its disk image failed (${String(data['operation'])}): ${why}`);
}
