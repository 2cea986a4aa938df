import { defineRecipe, defineTest, minutes, step, systemClock } from 'osstest';

const holdHost = defineTest(
  {
    name: 'hold-host',
    summary: 'Waits for hold_seconds, and does nothing with the host.',
    needs: { host: 'bare' },
    timeoutMs: minutes(60),
    reads: ['hold_seconds'],
  },
  async ({ runvars, signal }) => systemClock.sleep(Number(runvars.get('hold_seconds') ?? 20) * 1000, signal),
);

export default defineRecipe({
  name: 'hold-host',
  summary: 'Holds a host for a while, to try out booking.',
  eachHost: [],
  steps: [step(holdHost)],
});
