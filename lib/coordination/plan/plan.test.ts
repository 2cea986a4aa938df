import test from 'ava';
import fc from 'fast-check';
import { PlanRefusedError } from '../../errors/coordination-errors.ts';
import { readTranscript } from '../../testing/transcripts/coordination-cases.ts';
import { bookResources, type PlanBooking } from './book-plan.ts';
import { EMPTY_PLAN, isPlanDocument, type PlanDocument } from './plan-document.ts';
import { resetPlan, type AllocationRow } from './reset-plan.ts';
import { viewPlan } from './view-plan.ts';

const NOW = 1_700_000_000;
const WEEK = 604_800;
const info = { preinfo: '', job: '1.a', peer: '[127.0.0.1]:9' };
const book = (plan: PlanDocument, ...bookings: PlanBooking[]): PlanDocument =>
  bookResources(plan, JSON.stringify({ Bookings: bookings }), info);
const emptyAt = (now: number): PlanDocument => ({ ...EMPTY_PLAN, Start: now });
const row = (over: Partial<AllocationRow> = {}): AllocationRow => ({
  restype: 'host',
  resname: 'a',
  shareix: 0,
  subtask: '1.a host',
  taskid: 30,
  taskType: 'ownd',
  refkey: '[127.0.0.1]:9',
  live: true,
  share: null,
  ...over,
});
const slot = (shareix: number, over: Partial<AllocationRow> = {}): AllocationRow =>
  row({ shareix, taskid: 30 + shareix, share: { type: 'b r', shares: 3 }, ...over });
const preparing = (shareix: number): AllocationRow =>
  slot(shareix, { taskid: 3, taskType: 'magic', refkey: 'preparing' });
const reset = (plan: PlanDocument, rows: AllocationRow[], now = NOW): PlanDocument =>
  resetPlan(plan, rows, { now, rogueSeconds: WEEK });
const ends = (plan: PlanDocument): number[] =>
  Object.values(plan.Events).flatMap((events) =>
    events.filter((e) => e.Type === 'End').map((e) => e.Time - plan.Start),
  );

test('bookResources accepts and refuses what the original did in the recorded bookings', (t) => {
  const lines = readTranscript('queue-refused');
  let compared = 0;
  for (const [index, line] of lines.entries()) {
    const data = / A > \[\d+ bytes\] (.*)$/.exec(line)?.[1];
    if (data === undefined) continue;
    const answer = lines.slice(index + 1).find((later) => / A < /.test(later))!;
    let found = 'OK book-resources';
    try {
      bookResources(emptyAt(NOW), data, info);
    } catch (error) {
      t.true(error instanceof PlanRefusedError);
      found = 'ERROR';
    }
    t.true(answer.includes(` A < ${found}`), `${data}\n${answer}\n${found}`);
    compared++;
  }
  t.is(compared, 27);
});

test('bookResources reports why it refuses a booking, and does not change the plan', (t) => {
  const plan = book(emptyAt(NOW), { Reso: 'host h', Start: 0, End: 100 });
  const before = structuredClone(plan);
  t.throws(() => book(plan, { Reso: 'host i', Start: 0, End: 9 }, { Reso: 'host h', Start: 50, End: 150 }), {
    instanceOf: PlanRefusedError,
    code: 'PLAN_REFUSED',
    message: /BAD PLAN clash: host h at 1700000050/,
  });
  t.deepEqual(plan, before);
});

test('resetPlan reserves a held host until the expiry, and gives it to a waiting person before any job', (t) => {
  const hold = { kind: 'allocate', who: 'ann@desk', reason: 'bug 7', pending: false, until: NOW + 7200 } as const;
  const mine = (over: Partial<typeof hold> | { until: number | null; pending: boolean }): AllocationRow =>
    row({ taskType: 'static', refkey: 'ann@desk', subtask: 'bug 7', hold: { ...hold, ...over } });
  const held = reset(emptyAt(NOW), [mine({})]);
  t.deepEqual(ends(held), [7200]);
  t.is(held.Events['host a']![0]!.Info, 'allocated by ann@desk: bug 7');
  t.deepEqual(ends(reset(held, [mine({})], NOW + 60)), [7140]);
  t.deepEqual(ends(reset(emptyAt(NOW), [mine({ until: null, pending: false })])), [WEEK]);
  t.deepEqual(ends(reset(emptyAt(NOW), [mine({ until: NOW - 5, pending: false })])), [1]);
  const taken = { Reso: 'host a', Start: 0, End: 100, Allocated: { Shareix: 0, Task: 30 } };
  const waiting = reset(book(emptyAt(NOW), taken), [row({ hold: { ...hold, pending: true } })]);
  t.deepEqual(ends(waiting), [100, 7200]);
  t.throws(() => book(waiting, { Reso: 'host a', Start: 100, End: 200 }), { message: /clash/ });
  t.deepEqual(
    ends(reset(book(emptyAt(NOW), taken), [row({ hold: { ...hold, pending: true, until: NOW + 50 } })])),
    [100],
  );
});

test('viewPlan shows a share as the original did in the recorded turn', (t) => {
  let plan = book(emptyAt(NOW), {
    Reso: 'host fire-beetle',
    Start: 500,
    End: 700,
    Share: { Type: 'build-x rev', Shares: 3 },
  });
  plan = book(plan, { Reso: 'host fire-beetle', Start: 600, End: 900, Share: { Type: 'build-x rev', Shares: '3' } });
  const share = (Wear: number): object => ({ Share: { Type: 'build-x rev', Shares: 3, Wear } });
  t.deepEqual(viewPlan(plan), {
    Start: NOW,
    Events: {
      'host fire-beetle': [
        { Time: 500, Type: 'Start', Avail: 2, ...share(1) },
        { Time: 600, Type: 'Start', Avail: 1, ...share(2) },
        { Time: 700, Type: 'End', Avail: 2, ...share(2) },
        { Time: 900, Type: 'End', Avail: 3, ...share(2) },
        { Time: 900, Type: 'Unshare', Avail: 1 },
      ],
    },
  } as never);
});

test('resetPlan retains the booking of an allocation and drops wishes', (t) => {
  let plan = book(
    emptyAt(NOW),
    { Reso: 'host a', Job: '1.a', Xinfo: 'host', Start: 0, End: 1000, Allocated: { Shareix: 0, Task: 30 } },
    { Reso: 'host a', Start: 1000, End: 2000 },
  );
  plan = reset(plan, [row()], NOW + 5);
  t.deepEqual(viewPlan(plan), {
    Start: NOW + 5,
    Events: {
      'host a': [
        { Time: -5, Type: 'Start', Avail: 0, Job: '1.a' },
        { Time: 995, Type: 'End', Avail: 1, Job: '1.a' },
      ],
    },
  });
  t.is(plan.Allocations['host a 0']!.Info, ' job 1.a host');
});

test('resetPlan expects rogues for a fixed time after each reset', (t) => {
  const first = reset(EMPTY_PLAN, [row()]);
  t.deepEqual(ends(first), [WEEK]);
  const second = reset(first, [row()], NOW + 100);
  t.deepEqual(ends(second), [WEEK]);
  t.is(second.Allocations['host a 0']!.Start, NOW);
  t.is(second.Allocations['host a 0']!.End, undefined);
});

test('resetPlan expects an overdue allocation to overrun again by the same factor', (t) => {
  const booked = book(emptyAt(NOW), { Reso: 'host a', Start: 0, End: 1000, Allocated: { Shareix: 0, Task: 30 } });
  t.deepEqual(ends(reset(booked, [row()], NOW + 1500)), [2250 + 1 - 1500]);
});

test('resetPlan expects the allocation of an ended task to be free in a second', (t) => {
  t.deepEqual(ends(reset(EMPTY_PLAN, [row({ live: false })])), [1]);
});

test('resetPlan expects a slot that waits for a preparation to be free after 1000 s', (t) => {
  const plan = reset(EMPTY_PLAN, [slot(1), preparing(2), preparing(3)]);
  t.deepEqual(ends(plan), [1000, 1000, WEEK]);
  t.is(plan.Events['host a']!.at(-1)!.Type, 'Unshare');
});

test('resetPlan leaves out a share without users', (t) => {
  t.deepEqual(reset(EMPTY_PLAN, [preparing(1), preparing(2)]).Events, {});
});

test('resetPlan blocks only the resource whose rows contradict each other', (t) => {
  const problems: string[] = [];
  const plan = resetPlan(EMPTY_PLAN, [row(), slot(1), row({ resname: 'b' })], {
    now: NOW,
    rogueSeconds: WEEK,
    onProblem: (message) => problems.push(message),
  });
  t.deepEqual(Object.keys(plan.Events), ['host a', 'host b']);
  t.is(plan.Events['host a']!.length, 2);
  t.is(problems.length, 1);
});

test('resetPlan tolerates a clock that jumps back', (t) => {
  const booked = book(emptyAt(NOW), { Reso: 'host a', Start: 0, End: 1000, Allocated: { Shareix: 0, Task: 30 } });
  t.deepEqual(ends(reset(booked, [row()], NOW - 9999)), [10_999]);
});

test('isPlanDocument refuses a document of another form', (t) => {
  t.true(isPlanDocument(JSON.parse(JSON.stringify(EMPTY_PLAN))));
  for (const other of [null, 7, {}, { ...EMPTY_PLAN, Events: [] }, { ...EMPTY_PLAN, Events: { a: 1 } }]) {
    t.false(isPlanDocument(other));
  }
});

test('bookings are accepted exactly if no host is used twice at the same time', (t) => {
  const booking = fc.record({
    Reso: fc.constantFrom('host a', 'host b'),
    Start: fc.nat(30),
    length: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(booking, { maxLength: 12 }), (bookings) => {
      let plan = emptyAt(NOW);
      const taken: typeof bookings = [];
      for (const next of bookings) {
        const clashes = taken.some(
          (other) =>
            other.Reso === next.Reso &&
            other.Start < next.Start + next.length &&
            next.Start < other.Start + other.length,
        );
        const add = (): PlanDocument =>
          book(plan, { Reso: next.Reso, Start: next.Start, End: next.Start + next.length });
        if (clashes) t.throws(add, { instanceOf: PlanRefusedError });
        else {
          plan = add();
          taken.push(next);
        }
      }
      for (const event of Object.values(plan.Events).flat()) t.true(event.Avail === 0 || event.Avail === 1);
    }),
    { numRuns: 200 },
  );
});

test('a text that is no plan of bookings is refused with PLAN_REFUSED', (t) => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.json().map((text) => `{"Bookings":[${text}]}`),
      ),
      (text) => {
        try {
          bookResources(emptyAt(NOW), text, info);
        } catch (error) {
          if (!(error instanceof PlanRefusedError)) throw error;
        }
      },
    ),
    { numRuns: 500 },
  );
  t.pass();
});
