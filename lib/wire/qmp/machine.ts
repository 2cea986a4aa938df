import type { WaitOptions } from '../../../typings/wire.ts';
import { startTimer } from '../../util/timer.ts';
import { seconds } from '../../util/units.ts';
import { openQmp, type QmpClient } from './qmp-client.ts';

/** RunState of QEMU, such as `running`, `paused`, `prelaunch`, `shutdown`. */
export type MachineState = string;

/**
 * What QEMU says of its machine. Each function here connects, asks and leaves, since a monitor serves one at a time.
 *
 * @throws QmpError (`QMP_FAILED`, blame lab) - no QEMU there, or it refuses.
 */
export function machineState(socketPath: string, wait: WaitOptions = {}): Promise<MachineState> {
  return withMonitor(socketPath, wait, (monitor) => stateOf(monitor, wait));
}

/** Lets no CPU run until {@link resumeMachine}; a host stands still and does not know it. */
export function pauseMachine(socketPath: string, wait: WaitOptions = {}): Promise<void> {
  return withMonitor(socketPath, wait, async (monitor) => void (await monitor.execute('stop', {}, wait)));
}

/** Lets CPUs run again. */
export function resumeMachine(socketPath: string, wait: WaitOptions = {}): Promise<void> {
  return withMonitor(socketPath, wait, async (monitor) => void (await monitor.execute('cont', {}, wait)));
}

/** Presses the NMI button: Xen with `nmi=fatal` panics, which is the way to make it crash on purpose. */
export function injectNmi(socketPath: string, wait: WaitOptions = {}): Promise<void> {
  return withMonitor(socketPath, wait, async (monitor) => void (await monitor.execute('inject-nmi', {}, wait)));
}

/** Presses the reset button, and waits until the machine was reset. A paused machine stays paused. */
export function resetMachine(socketPath: string, wait: WaitOptions = {}): Promise<void> {
  return withMonitor(socketPath, wait, (monitor) => resetNow(monitor, wait));
}

/** Resets and holds the machine before its first instruction, as one that is switched off. */
export function holdMachine(socketPath: string, wait: WaitOptions = {}): Promise<void> {
  return withMonitor(socketPath, wait, async (monitor) => {
    await monitor.execute('stop', {}, wait);
    await resetNow(monitor, wait);
  });
}

async function withMonitor<T>(
  socketPath: string,
  wait: WaitOptions,
  work: (monitor: QmpClient) => Promise<T>,
): Promise<T> {
  await using monitor = await openQmp(socketPath, wait);
  return await work(monitor);
}

async function stateOf(monitor: QmpClient, wait: WaitOptions): Promise<MachineState> {
  const { status } = await monitor.execute<{ readonly status: string }>('query-status', {}, wait);
  return status;
}

const RESET_MS = seconds(10);

async function resetNow(monitor: QmpClient, wait: WaitOptions): Promise<void> {
  let stopListening = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    const stopTimer = startTimer(wait.timeoutMs ?? RESET_MS, resolve); // a machine that only shuts down tells no RESET
    const end = monitor.onEvent(({ event }) => (event === 'RESET' || event === 'SHUTDOWN') && resolve());
    stopListening = (): void => {
      stopTimer();
      end();
    };
  });
  try {
    await monitor.execute('system_reset', {}, wait);
    await Promise.race([done, monitor.closed]);
  } finally {
    stopListening();
  }
}
