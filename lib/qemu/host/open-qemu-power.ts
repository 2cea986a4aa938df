import { join } from 'node:path';
import type { PowerDriver } from '../../../typings/wire.ts';
import { openQmp } from '../../wire/qmp/qmp-client.ts';
import { HOST_FILES } from '../machine/host-files.ts';
import type { QemuHost } from './qemu-host.ts';
import { readQemuHost } from './qemu-host-store.ts';
import { startQemuHost } from './start-qemu-host.ts';
import { stopQemuHost } from './stop-qemu-host.ts';

export interface QemuPowerOptions {
  /** Called before each act; throws when the caller may no longer touch the host. */
  readonly guard?: () => Promise<void>;
  /** Called after the host was switched on: it runs in a new QEMU process then. */
  readonly onStarted?: () => Promise<void>;
}

/** Opens the power switch and the reset button of a QEMU host. `on` boots from the disk that the host has. */
export function openQemuPower(host: QemuHost, options: QemuPowerOptions = {}): PowerDriver {
  const guard = options.guard ?? ((): Promise<void> => Promise.resolve());
  const isOn = async (): Promise<boolean> => (await readQemuHost(host.directory))?.running ?? false;
  const on: PowerDriver['on'] = async (wait) => {
    await guard();
    if (await isOn()) return;
    await startQemuHost(host, 'own-disk', { signal: wait?.signal });
    await options.onStarted?.();
  };
  return {
    method: 'qemu',
    on,
    off: async () => {
      await guard();
      await stopQemuHost(host);
    },
    reset: async (wait) => {
      if (!(await isOn())) return on(wait);
      await guard();
      await using monitor = await openQmp(join(host.directory, HOST_FILES.qmp), { signal: wait?.signal });
      await monitor.execute('system_reset', {}, { signal: wait?.signal });
    },
    nmi: async (wait) => {
      await guard();
      await using monitor = await openQmp(join(host.directory, HOST_FILES.qmp), { signal: wait?.signal });
      await monitor.execute('inject-nmi', {}, { signal: wait?.signal });
    },
    state: async () => ((await isOn()) ? 'on' : 'off'),
  };
}
