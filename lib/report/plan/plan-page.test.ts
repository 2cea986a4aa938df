import test from 'ava';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bookResources, type PlanBooking } from '../../coordination/plan/book-plan.ts';
import { EMPTY_PLAN, type PlanDocument } from '../../coordination/plan/plan-document.ts';
import { resetPlan, type AllocationRow } from '../../coordination/plan/reset-plan.ts';
import { openInChromium } from '../../testing/peers/open-in-chromium.ts';
import { createRandom } from '../../util/random.ts';
import { planChart, type PlanChart } from './plan-chart.ts';
import { describeBar } from './plan-drawing.ts';
import { planPage } from './plan-page.ts';

const NOW = 1_795_600_000;
const nowMs = NOW * 1000;
const hostRow = (name: string) => ({ name, flags: [], properties: {}, generation: null, owner: null });
const names = Array.from({ length: 100 }, (_, index) => `host-${String(index).padStart(2, '0')}`);

const row = (resname: string, taskid: number, more: Partial<AllocationRow> = {}): AllocationRow => ({
  restype: 'host',
  resname,
  shareix: 0,
  subtask: '',
  taskid,
  taskType: 'ownd',
  refkey: '[::1]:1',
  live: true,
  share: null,
  ...more,
});

const book = (plan: PlanDocument, job: string, ...bookings: PlanBooking[]): PlanDocument =>
  bookResources(plan, JSON.stringify({ Bookings: bookings }), { preinfo: '', job, peer: '' });

/**
 * Returns a plan: host-00 to host-09 were taken an hour ago, host-00 for half an hour only; host-10 is shared, host-11
 * blocked.
 */
function samplePlan(hosts: readonly string[] = names): PlanDocument {
  let plan: PlanDocument = { ...EMPTY_PLAN, Start: NOW - 3600 };
  const Share = { Type: 'build-x 1', Shares: 3 };
  for (const [index, name] of hosts.slice(0, 10).entries()) {
    const End = index === 0 ? 1800 : 7200;
    plan = book(plan, `7.test-${index}`, {
      Reso: `host ${name}`,
      Start: 0,
      End,
      Allocated: { Shareix: 0, Task: index + 1 },
    });
  }
  for (const Shareix of [1, 2]) {
    plan = book(plan, `8.build-${Shareix}`, {
      Reso: 'host host-10',
      Start: 0,
      End: 9000,
      Share,
      Allocated: { Shareix, Task: 20 },
    });
  }
  const share = { type: 'build-x 1', shares: 3 };
  const rows = [
    ...hosts.slice(0, 10).map((name, index) => row(name, index + 1)),
    row('host-10', 20, { shareix: 1, share }),
    row('host-10', 20, { shareix: 2, share }),
    row('host-11', 30, { taskType: 'static', refkey: 'block ann@desk' }),
  ];
  plan = resetPlan(plan, rows, { now: NOW, rogueSeconds: 7 * 86_400 });
  const random = createRandom(5);
  for (const [index, name] of hosts.entries()) {
    const Start = 12_000 + random.below(20_000);
    if (index !== 11)
      plan = book(plan, `9.later-${index}`, { Reso: `host ${name}`, Job: '9.x', Start, End: Start + 5000 });
  }
  return plan;
}

const hold = {
  host: 'host-11',
  taskid: 30,
  kind: 'block' as const,
  reason: 'new <fan> & "belt"',
  who: 'ann@desk',
  pending: false,
  sinceMs: nowMs - 7_200_000,
  expiresAtMs: null,
};
const sample = (): PlanChart => planChart({ plan: samplePlan(), hosts: names.map(hostRow), holds: [hold], nowMs });
const kindsOf = (chart: PlanChart, host: string): string[] =>
  chart.lines.find((line) => line.host === host)!.bars.map(({ kind }) => kind);

test('planChart distinguishes taken, late, shared, blocked and booked hosts', (t) => {
  const chart = sample();
  t.is(chart.lines.length, 100);
  t.deepEqual(kindsOf(chart, 'host-00'), ['taken', 'overrun', 'booked']);
  t.deepEqual(kindsOf(chart, 'host-01'), ['taken', 'booked']);
  t.deepEqual(kindsOf(chart, 'host-11'), ['blocked']);
  t.deepEqual(kindsOf(chart, 'host-50'), ['booked']);
  const shared = chart.lines.find(({ host }) => host === 'host-10')!;
  t.is(shared.slots, 2);
  t.deepEqual(
    shared.bars.map(({ slot }) => slot),
    [1, 2, 1],
  );
  const [, late] = chart.lines[0]!.bars;
  t.is(late!.startMs, nowMs - 1_800_000);
  t.is(late!.endMs, (NOW - 3600 + Math.ceil(3600 ** 2 / 1800) + 1) * 1000);
  t.true(chart.fromMs < nowMs - 3_600_000 && chart.toMs < nowMs + 12 * 3_600_000);
});

test('planChart of an empty plan has a line for each host, and a rogue has no end', (t) => {
  const plan = resetPlan(EMPTY_PLAN, [row('b', 1)], { now: NOW, rogueSeconds: 7 * 86_400 });
  const chart = planChart({ plan, hosts: [hostRow('a'), hostRow('b')], holds: [], nowMs });
  t.deepEqual(
    chart.lines.map(({ bars }) => bars.length),
    [0, 1],
  );
  t.is(chart.lines[1]!.bars[0]!.endMs, null);
  t.regex(
    describeBar('b', chart.lines[1]!.bars[0]!, nowMs),
    /^b: rogue ownd \[::1\]:1: has it, since .* until an unknown time$/,
  );
  t.notThrows(() => planPage(planChart({ plan: EMPTY_PLAN, hosts: [], holds: [], nowMs })));
});

test('planPage is self-contained, and escapes names', (t) => {
  const page = planPage(sample());
  t.notRegex(page, /(?:src|href)=|url\((?!#)/);
  t.true(page.includes('new &lt;fan&gt; &amp; &quot;belt&quot;'));
  t.true(page.length < 250_000, `${page.length} bytes`);
});

const looksRight = test.macro(async (t, width: number) => {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-plan-'));
  const file = join(folder, 'plan.html');
  await writeFile(file, planPage(sample()));
  try {
    await using page = await openInChromium(file, { width, height: 800 });
    t.true(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), 'nothing sticks out');
    const names = 'document.querySelectorAll(".hosts li")';
    const rows = 'document.querySelectorAll("svg.plan rect.row")';
    const off = `Math.max(...[...${names}].map((li, i) => Math.abs(li.getBoundingClientRect().top - ${rows}[i].getBoundingClientRect().top)))`;
    t.true((await page.evaluate<number>(off)) < 1.5, 'names are beside their lines');
    const chart = 'document.querySelector("svg.plan").getBoundingClientRect().width';
    t.true((await page.evaluate<number>(chart)) > width * 0.6);
    await page.press('Tab', 'Tab');
    const about = (): Promise<string> => page.evaluate('document.getElementById("about").textContent');
    t.regex(await about(), /^host-00: job 7\.test-0: has it, since /);
    await page.press('ArrowRight');
    t.regex(await about(), /^host-00: job 7\.test-0: takes longer than expected/);
    await page.press('ArrowDown', 'ArrowDown');
    t.regex(await about(), /^host-02: /);
    await page.evaluate('find.value = "9.later-5"; find.dispatchEvent(new Event("input"))');
    t.is(await page.evaluate('document.getElementById("count").textContent'), '11 found');
    t.deepEqual(page.problems, []);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the page of a plan of 100 hosts can be used by keyboard at 1280 px', looksRight, 1280);
test('the page of a plan of 100 hosts can be used by keyboard at 400 px', looksRight, 400);
