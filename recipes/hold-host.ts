import { defineRecipe, defineTest, minutes, step, systemClock } from 'osstest';

const holdHost = defineTest(
  {
    name: 'hold-host',
    summary: 'Keeps its host for hold_seconds, and does nothing with it.',
    needs: { host: 'bare' },
    timeoutMs: minutes(60),
    reads: ['hold_seconds'],
  },
  async ({ runvars, signal }) => systemClock.sleep(Number(runvars.get('hold_seconds') ?? 20) * 1000, signal),
);

export default defineRecipe({
  name: 'hold-host',
  summary: 'Keeps a host for a while: to try out a lab without one.',
  eachHost: [],
  steps: [step(holdHost)],
});
