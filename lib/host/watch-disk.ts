import { QemuHostError } from '../errors/lab-errors.ts';
import { openQmp, type QmpClient, type QmpEvent } from '../wire/qmp/qmp-client.ts';

/** Watches the disk of a QEMU host. QEMU stops a host whose disk cannot be read or written, which looks like a hang. */
export interface DiskWatch extends AsyncDisposable {
  /** Starts to watch the machine, which was just switched on. */
  follow(): Promise<void>;
  /** Calls the listener at each failure. Returns a function that removes the listener. */
  onFailure(listener: (error: QemuHostError) => void): () => void;
}

/** Returns a watch of the disk of a QEMU host. It starts with `follow`. */
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

/** Returns the failure that an event of QEMU reports. null: the event is another one, or the host continues. */
export function toFailure(name: string, { event, data }: QmpEvent): QemuHostError | null {
  if (event !== 'BLOCK_IO_ERROR' || data['action'] !== 'stop') return null;
  const why = data['nospace'] === true ? 'no space is left on the disk of this machine' : String(data['reason']);
  return new QemuHostError(name, `was stopped because its disk image failed (${String(data['operation'])}): ${why}`);
}
