import type { PowerDefinition } from '../../../typings/host-definition.ts';
import type { PowerDriver, PowerState, WaitOptions } from '../../../typings/wire.ts';
import { systemClock, type Clock } from '../../util/clock.ts';
import { pollUntil } from '../../util/poll.ts';
import { run } from '../../util/subprocess.ts';
import { startTimer } from '../../util/timer.ts';
import { seconds } from '../../util/units.ts';

type ExecDefinition = Extract<PowerDefinition, { method: 'exec' }>;

const COMMAND_MS = seconds(60);
/** How long a host stays off when a reset is off, then on: capacitors keep a machine running for seconds. */
const OFF_MS = seconds(3);

/** Returns a driver that switches with programs on this machine, such as `ipmitool` or one for a power strip. */
export function execPower(definition: ExecDefinition, clock: Clock = systemClock): PowerDriver {
  const state = async (wait?: WaitOptions): Promise<PowerState> =>
    definition.state === undefined ? 'unknown' : parseState(await runInTime(definition.state, wait, clock));
  const reach = async (wanted: PowerState, wait?: WaitOptions): Promise<void> => {
    if (definition.state === undefined) return;
    await pollUntil(
      async () => {
        const found = await state(wait);
        return found === wanted ? { done: true } : { waiting: `state is ${found}` };
      },
      { subject: `power ${wanted}`, timeoutMs: wait?.timeoutMs ?? COMMAND_MS, signal: wait?.signal, clock },
    );
  };
  const turn = async (wanted: 'on' | 'off', wait?: WaitOptions): Promise<void> => {
    await runInTime(definition[wanted], wait, clock);
    await reach(wanted, wait);
  };
  return {
    method: 'exec',
    on: (wait) => turn('on', wait),
    off: (wait) => turn('off', wait),
    reset: async (wait) => {
      if (definition.reset !== undefined && (await state(wait)) !== 'off') {
        await runInTime(definition.reset, wait, clock);
        return reach('on', wait);
      }
      await turn('off', wait);
      await clock.sleep(OFF_MS, wait?.signal);
      await turn('on', wait);
    },
    state,
  };
}

/** Returns the last word `on` or `off` of a program's output, such as `Chassis Power is on`; `unknown` without one. */
export function parseState(text: string): PowerState {
  const word = [...text.toLowerCase().matchAll(/\b(on|off)\b/g)].at(-1)?.[1];
  return word === 'on' || word === 'off' ? word : 'unknown';
}

async function runInTime(command: readonly string[], wait: WaitOptions | undefined, clock: Clock): Promise<string> {
  const stop = new AbortController();
  const timeoutMs = wait?.timeoutMs ?? COMMAND_MS;
  const late = new Error(`"${command.join(' ')}" did not exit within ${timeoutMs / 1000} s`);
  const stopTimer = startTimer(timeoutMs, () => stop.abort(late), clock);
  try {
    const signal = wait?.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, wait.signal]);
    return (await run(command, { signal })).stdout;
  } finally {
    stopTimer();
  }
}
