import { join } from 'node:path';
import type { PowerDriver } from '../../typings/wire.ts';
import { openQmp } from '../wire/qmp/qmp-client.ts';
import { readBox } from './host-store.ts';
import type { Box } from './create-host.ts';
import { BOX_FILES } from './qemu-command.ts';
import { startBox } from './start-host.ts';
import { stopBox } from './stop-host.ts';

export interface BoxPowerOptions {
  /** Asked before each switch; throws when the caller may no longer touch the box. */
  readonly guard?: () => Promise<void>;
  /** Told when the box was switched on: it is another QEMU then. */
  readonly onStarted?: () => Promise<void>;
}

/** The power switch and the reset button of an emulated box. `on` boots from the disk that the box has. */
export function openBoxPower(box: Box, options: BoxPowerOptions = {}): PowerDriver {
  const guard = options.guard ?? ((): Promise<void> => Promise.resolve());
  const isOn = async (): Promise<boolean> => (await readBox(box.directory))?.running ?? false;
  const on: PowerDriver['on'] = async (wait) => {
    await guard();
    if (await isOn()) return;
    await startBox(box, 'own-disk', { signal: wait?.signal });
    await options.onStarted?.();
  };
  return {
    method: 'qemu',
    on,
    off: async () => {
      await guard();
      await stopBox(box);
    },
    reset: async (wait) => {
      if (!(await isOn())) return on(wait);
      await guard();
      await using monitor = await openQmp(join(box.directory, BOX_FILES.qmp), { signal: wait?.signal });
      await monitor.execute('system_reset', {}, { signal: wait?.signal });
    },
    nmi: async (wait) => {
      await guard();
      await using monitor = await openQmp(join(box.directory, BOX_FILES.qmp), { signal: wait?.signal });
      await monitor.execute('inject-nmi', {}, { signal: wait?.signal });
    },
    state: async () => ((await isOn()) ? 'on' : 'off'),
  };
}
