import type { WaitOptions } from '../../../typings/wire.ts';
import { startTimer } from '../../util/timer.ts';
import { seconds } from '../../util/units.ts';
import { openQmp, type QmpClient } from './qmp-client.ts';

/** QEMU's RunState, such as `running`, `paused`, `prelaunch`, `shutdown`. */
export type MachineState = string;

/**
 * Returns the state of a QEMU machine. Each function in this file opens a connection and closes it, since a monitor
 * serves one client at a time.
 *
 * @throws QmpError (`QMP_FAILED`, blame lab) - QEMU does not answer, or rejects the command.
 */
export function machineState(socketPath: string, wait: WaitOptions = {}): Promise<MachineState> {
  return withMonitor(socketPath, wait, (monitor) => stateOf(monitor, wait));
}

/** Stops all CPUs until {@link resumeMachine}. The host cannot detect it. */
export function pauseMachine(socketPath: string, wait: WaitOptions = {}): Promise<void> {
  return withMonitor(socketPath, wait, async (monitor) => void (await monitor.execute('stop', {}, wait)));
}

/** Starts the CPUs again. */
export function resumeMachine(socketPath: string, wait: WaitOptions = {}): Promise<void> {
  return withMonitor(socketPath, wait, async (monitor) => void (await monitor.execute('cont', {}, wait)));
}

/** Injects an NMI, on which Xen with `nmi=fatal` panics: the way to crash a host on purpose. */
export function injectNmi(socketPath: string, wait: WaitOptions = {}): Promise<void> {
  return withMonitor(socketPath, wait, async (monitor) => void (await monitor.execute('inject-nmi', {}, wait)));
}

/** Resets the machine and waits until it was reset. A paused machine stays paused. */
export function resetMachine(socketPath: string, wait: WaitOptions = {}): Promise<void> {
  return withMonitor(socketPath, wait, (monitor) => resetNow(monitor, wait));
}

/** Resets the machine and holds it before its first instruction, as if it were switched off. */
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
    const stopTimer = startTimer(wait.timeoutMs ?? RESET_MS, resolve); // a machine that only shuts down emits no RESET
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
