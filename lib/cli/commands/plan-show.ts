import type { PlanDocument } from '../../coordination/plan/plan-document.ts';
import { readLastPlan } from '../../coordination/queue/list-waiters.ts';
import { openDatabase } from '../../db/open-database.ts';
import { defineCommand, type CliContext } from '../define-command.ts';

export const command = defineCommand({
  description: 'As the last finished queue run left it: by resource, what begins and ends when, and for whom.',
  parameters: {},
  async run(context: CliContext) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const plan = await readLastPlan(db);
    context.print(plan, plan === null ? 'There is no plan: no queue run has finished yet.' : formatPlan(plan));
  },
});

function formatPlan(plan: PlanDocument): string {
  const at = (time: number): string => new Date(time * 1000).toISOString().replace('.000', '');
  const lines = Object.entries(plan.Events).flatMap(([reso, events]) => [
    reso,
    ...events.map(({ Time, Type, Avail, Info, Allocated }) => {
      const kind = Allocated === undefined ? 'booked' : 'has it';
      return `  ${at(Time)} ${Type.padEnd(7)} ${Avail} free  ${kind}: ${Info}`;
    }),
  ]);
  return [`Plan of ${at(plan.Start)}`, ...lines, ...plan.Unprocessed.map((text) => `not asked: ${text}`)].join('\n');
}
