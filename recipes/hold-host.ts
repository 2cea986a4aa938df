import { defineRecipe, defineTest, minutes, step, systemClock } from 'osstest';

const holdBox = defineTest(
  {
    name: 'hold-box',
    summary: 'Keeps its box for hold_seconds, and does nothing with it.',
    needs: { host: 'bare' },
    timeoutMs: minutes(60),
    reads: ['hold_seconds'],
  },
  async ({ runvars, signal }) => systemClock.sleep(Number(runvars.get('hold_seconds') ?? 20) * 1000, signal),
);

export default defineRecipe({
  name: 'hold-a-box',
  summary: 'Keeps a box for a while: to try out a lab without one.',
  eachHost: [],
  steps: [step(holdBox)],
});
