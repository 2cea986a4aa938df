import type { PowerDriver } from '../../../typings/wire.ts';
import { holdMachine, machineState, resetMachine, resumeMachine } from '../qmp/machine.ts';

const OFF_STATES = new Set(['paused', 'prelaunch', 'shutdown']);

/**
 * Returns a driver for a QEMU machine whose process another part of the lab starts and stops. `off` resets the machine
 * and holds it before its first instruction.
 */
export function qmpPower(socketPath: string): PowerDriver {
  return {
    method: 'qmp',
    on: async (wait) => {
      const state = await machineState(socketPath, wait);
      if (state === 'running') return;
      if (state !== 'prelaunch') await holdMachine(socketPath, wait); // a paused run must not continue
      await resumeMachine(socketPath, wait);
    },
    off: async (wait) => {
      if ((await machineState(socketPath, wait)) !== 'prelaunch') await holdMachine(socketPath, wait);
    },
    reset: async (wait) => {
      await resetMachine(socketPath, wait);
      if ((await machineState(socketPath, wait)) !== 'running') await resumeMachine(socketPath, wait);
    },
    state: async (wait) => {
      const state = await machineState(socketPath, wait);
      if (state === 'running') return 'on';
      return OFF_STATES.has(state) ? 'off' : 'unknown';
    },
  };
}
