import { defineTest, fail, minutes } from 'osstest';

/** Arguments: `--power=0` or `--power=1` only switches the power off or on. */
export default defineTest(
  {
    name: 'host-powercycle',
    summary: 'The power of the host switches off and on, and the host boots from its own disk.',
    needs: { host: 'bare' },
    timeoutMs: minutes(12),
  },
  async ({ host, args: [only], recorder, signal }) => {
    const switchTo = async (want: 'on' | 'off'): Promise<string> => {
      await host.ssh.disconnect();
      await host.power[want]({ signal });
      const state = await host.power.state({ signal });
      if (state !== want && state !== 'unknown')
        fail(`${host.name}: switched ${want}, but its power (${host.power.method}) reports ${state}`);
      return state;
    };
    if (only !== undefined) {
      const [, value] = /^--power=([01])$/.exec(only) ?? fail(`argument "${only}": want --power=0 or --power=1`);
      await switchTo(value === '1' ? 'on' : 'off');
      return;
    }
    const before = await host.bootId({ signal });
    await host.exec('sync', { signal });
    const seen = await switchTo('off');
    await switchTo('on');
    const after = await host.awaitUp({ notBootId: before, timeoutMs: minutes(8), signal });
    recorder.progress(`${host.name}: boot ${after.slice(0, 8)} after its power was ${seen} (${host.power.method})`);
  },
);
