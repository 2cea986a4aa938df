import { listHolds } from '../../../coordination/host/hold-host.ts';
import { listHosts } from '../../../coordination/host/host-row.ts';
import type { PlanDocument } from '../../../coordination/plan/plan-document.ts';
import { readLastPlan } from '../../../coordination/queue/list-waiters.ts';
import { openDatabase } from '../../../db/open/open-database.ts';
import { planChart } from '../../../report/plan/plan-chart.ts';
import { planPage } from '../../../report/plan/plan-page.ts';
import { writeFileAtomically } from '../../../util/atomic-file.ts';
import { formatBytes } from '../../../util/units.ts';
import { defineCommand, type CliContext } from '../../shared/define-command.ts';

export const command = defineCommand({
  description:
    'Prints the plan of the last finished queue run: for each resource, what starts and ends when, and for which ' +
    'job. With --html, writes one self-contained page: time across, hosts down.',
  examples: [
    ['osstest plan show', 'Print the plan.'],
    ['osstest plan show --html plan.html', 'Write it as a page.'],
  ],
  parameters: {
    flags: {
      html: { kind: 'parsed', parse: String, optional: true, brief: 'Write the plan as a page', placeholder: 'FILE' },
    },
  },
  async run(context: CliContext, { html }: { readonly html?: string }) {
    const config = await context.loadConfig();
    await using db = await openDatabase(config, { signal: context.signal });
    const plan = await readLastPlan(db);
    if (html !== undefined && plan !== null) {
      const [hosts, holds] = [await listHosts(db), await listHolds(db)];
      const page = planPage(planChart({ plan, hosts, holds, nowMs: Date.now() }));
      await writeFileAtomically(html, page);
      return context.print({ path: html, bytes: page.length }, `${html} (${formatBytes(page.length)})`);
    }
    context.print(plan, plan === null ? 'There is no plan: no queue run has finished.' : formatPlan(plan));
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
