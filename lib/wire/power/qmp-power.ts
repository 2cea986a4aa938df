import type { PowerDriver } from '../../../typings/wire.ts';
import { holdMachine, machineState, resetMachine, resumeMachine } from '../qmp/machine.ts';

const OFF_STATES = new Set(['paused', 'prelaunch', 'shutdown']);

/**
 * Switches a QEMU machine whose process somebody else keeps running: off is reset and held before its first instruction.
 * The process itself is started and ended by the lab.
 */
export function qmpPower(socketPath: string): PowerDriver {
  return {
    method: 'qmp',
    on: async (wait) => {
      const state = await machineState(socketPath, wait);
      if (state === 'running') return;
      if (state !== 'prelaunch') await holdMachine(socketPath, wait); // what it did before it stood still is over
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
