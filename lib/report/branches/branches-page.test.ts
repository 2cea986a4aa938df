import test from 'ava';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BranchStanding, GateRun, GateRunState } from '../../../typings/gate.ts';
import { openInChromium } from '../../testing/peers/open-in-chromium.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';
import { branchesPage } from './branches-page.ts';
import { formatBranches } from '../text/branches-text.ts';

const at = new Date(1_700_000_000_000);

const STATE: GateRunState = {
  harness: 'h',
  why: 'new',
  mode: 'test',
  revision: 'b'.repeat(40),
  published: 'a'.repeat(40),
  baseline: 'a'.repeat(40),
  versions: {},
  mayPush: true,
  flight: 12,
  retests: [13],
  judgedAt: at.toISOString(),
  verdict: 'regressions',
  outcome: 'regressions - FAIL',
  push: { kind: 'not-pushed', why: 'there are regressions', output: '' },
  regressions: [{ job: 'test-amd64-amd64-xl', testid: 'guest-start', basis: 7 }],
  problems: [],
};

const run = (state: Partial<GateRunState>, rest: Partial<GateRun> = {}): GateRun => ({
  run: 3,
  branch: 'x',
  phase: 'over',
  taskid: 1,
  isLive: false,
  state: { ...STATE, ...state },
  beganAt: at,
  changedAt: at,
  endedAt: at,
  ...rest,
});

const order = {
  branch: 'blocked',
  kind: 'block',
  revision: null,
  who: 'ann@lab',
  reason: '<release>',
  orderedAt: at,
} as const;
const good = { verdict: 'perfect', outcome: 'all pass', regressions: [], retests: [] } as const;
const judged = run({ ...good, push: { kind: 'pushed', why: 'it is perfect', output: '' } });
const pushed = { revision: 'b'.repeat(40), flight: 12, at };

const STANDINGS: readonly BranchStanding[] = [
  { branch: 'good', orders: [], open: null, last: judged, judged, pushed },
  { branch: 'blocked', orders: [order], open: null, last: judged, judged, pushed },
  {
    branch: 'bad',
    orders: [],
    open: run({ flight: 20 }, { phase: 'running', isLive: true, endedAt: null }),
    last: run({}),
    judged: run({}),
    pushed: null,
  },
  {
    branch: 'gone',
    orders: [],
    open: null,
    last: run({ ...good, flight: null, verdict: null, problems: ['x.git: ls-remote failed'] }, { run: 4 }),
    judged: { ...judged, state: { ...judged.state, problems: ['mail: was not taken'] } },
    pushed,
  },
  { branch: 'new', orders: [], open: null, last: null, judged: null, pushed: null },
];

test('the text and the page of the branches show runs, blocks, pushes and regressions', async (t) => {
  const text = formatBranches(STANDINGS);
  t.regex(text, /^bad +running flight 20 +never +flight 12: regressions - FAIL, not pushed; 1 regression$/m);
  t.regex(text, /^gone .* flight 12: all pass, pushed; since then: x\.git: ls-remote failed$/m);
  t.regex(text, /^gone: mail: was not taken$/m);
  t.regex(text, /^blocked: pushes are blocked by ann@lab: <release>, since 2023-11-14/m);
  t.regex(text, /^bad: test-amd64-amd64-xl guest-start passed in 7 and fails now$/m);
  const page = branchesPage(STANDINGS, { generatedAt: at, flightHref: (flight) => `./f/${flight}.html` });
  t.false(page.includes('<release>'));
  await using folder = await scratchFolder('branches');
  const path = join(folder.path, 'branches.html');
  await writeFile(path, page);
  await using open = await openInChromium(path, { width: 400, height: 800 });
  const states = await open.evaluate<string[]>(
    "[...document.querySelectorAll('article')].map((one) => one.querySelector('h2').firstChild.data + ' ' + one.dataset.state)",
  );
  t.deepEqual(states, ['bad regressed', 'gone cannot be tested', 'blocked blocked', 'good good', 'new never tested']);
  t.true(await open.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nothing is cut off on a phone');
  const links = await open.evaluate<string[]>("[...document.links].map((link) => link.getAttribute('href'))");
  t.deepEqual([...new Set(links)].sort(), ['./f/12.html', './f/13.html', './f/7.html']);
  t.deepEqual(open.problems, []);
});
