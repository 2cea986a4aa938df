import { QemuHostError } from '../errors/lab-errors.ts';
import { openQmp, type QmpClient, type QmpEvent } from '../wire/qmp/qmp-client.ts';

/** Watches a QEMU host for a disk that can't be written or read: QEMU stops the host then, which looks like a hang. */
export interface DiskWatch extends AsyncDisposable {
  /** Begins to watch the machine that was just switched on. */
  follow(): Promise<void>;
  /** Returns a function that ends it. */
  onFailure(listener: (error: QemuHostError) => void): () => void;
}

export function watchDisk(host: { readonly name: string; readonly qmpEventsPath: string }): DiskWatch {
  const listeners = new Set<(error: QemuHostError) => void>();
  let monitor: QmpClient | null = null;
  const end = async (): Promise<void> => {
    await monitor?.[Symbol.asyncDispose]();
    monitor = null;
  };
  return {
    follow: async () => {
      await end();
      monitor = await openQmp(host.qmpEventsPath);
      monitor.onEvent((event) => {
        const error = toFailure(host.name, event);
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

/** null: it is about something else, or the host goes on. */
export function toFailure(name: string, { event, data }: QmpEvent): QemuHostError | null {
  if (event !== 'BLOCK_IO_ERROR' || data['action'] !== 'stop') return null;
  const why = data['nospace'] === true ? 'no space is left on the disk of this machine' : String(data['reason']);
  return new QemuHostError(name, `was stopped, since its disk image failed (${String(data['operation'])}): ${why}`);
}
