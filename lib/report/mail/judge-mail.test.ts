import test, { type ExecutionContext } from 'ava';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllowPatterns } from '../../analysis/allow-patterns.ts';
import { judgeFlight } from '../../analysis/judge-flight.ts';
import { collectEvidence } from '../../history/collect-evidence.ts';
import { freshDatabase } from '../../testing/database/fresh-database.ts';
import { scenarioRows, type ScenarioFlight } from '../../testing/history/history-scenario.ts';
import { openInChromium } from '../../testing/peers/open-in-chromium.ts';
import { loadHistory } from '../../testing/history/load-history.ts';
import { receiveMail } from '../../testing/peers/receive-mail.ts';
import type { StepStatus } from '../../../typings/status.ts';
import type { Judgement } from '../../../typings/verdict.ts';
import { flightPage } from '../flight/flight-page.ts';
import { composeJudgementMail } from './judge-mail.ts';
import { formatTap } from '../judgement/judge-tap.ts';
import { formatJUnit } from '../judgement/judge-junit.ts';
import { readFlightRecord } from '../../record/flights/read-flight-record.ts';
import { sendMail } from './send-mail.ts';

const SETTINGS = {
  logsUrl: 'http://logs.example.org/logs',
  resultsUrl: 'http://logs.example.org/results',
  hostname: 'lab',
  logsDir: '/logs',
  imagesDir: '/images',
  trailer: '',
  mailFrom: 'osstest <osstest@lab.example.org>',
  mailTo: ['people@example.org'],
};

const JOB = 'test-amd64-amd64-xl';
const flight = (number: number, revision: string, status: StepStatus | null): ScenarioFlight => ({
  flight: number,
  revision,
  jobs: status === null ? {} : { [JOB]: { tests: { 'host-install(1)': 'pass', 'guest-start': status } } },
});

/** Returns the judgement of the newest of these flights, and its page. */
async function judgeScenario(
  flights: readonly ScenarioFlight[],
  allow = '',
): Promise<{ readonly judgement: Judgement; readonly page: string }> {
  await using db = await freshDatabase();
  await loadHistory(db, [scenarioRows(flights)]);
  const request = {
    flight: flights.at(-1)?.flight ?? 0,
    this: { xen: 'bbbb' },
    that: { xen: 'aaaa' },
    judgedAt: new Date(1_392_900_000_000),
  };
  const judgement = judgeFlight(await collectEvidence(db, request), parseAllowPatterns(allow));
  const record = await readFlightRecord(db, { flight: request.flight, stashDir: '/nonexistent', details: true });
  return { judgement, page: flightPage(record, { generatedAt: request.judgedAt, judgement }) };
}

interface Scenario {
  readonly name: string;
  readonly flights: readonly ScenarioFlight[];
  readonly allow?: string;
  readonly subject: string;
  readonly line: RegExp;
  /** The verdict on the failure on the flight's page. */
  readonly word: string;
}

const [old, tested] = ['aaaa', 'bbbb'];
const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a test that failed in the baseline as well is tolerable',
    flights: [flight(1, old, 'pass'), flight(2, old, 'fail'), flight(3, tested, 'fail')],
    subject: '3: tolerable FAIL',
    line: /guest-start +fail +like 2\n/,
    word: 'as before',
  },
  {
    name: 'a test that never passed does not block',
    flights: [flight(1, old, 'fail'), flight(3, tested, 'fail')],
    subject: '3: tolerable FAIL',
    line: /guest-start +fail +never pass\n/,
    word: 'never passed',
  },
  {
    name: 'a test that passed with the same revisions is intermittent',
    flights: [flight(1, old, 'pass'), flight(2, tested, 'pass'), flight(3, tested, 'fail')],
    subject: '3: tolerable FAIL',
    line: /failing intermittently \(not blocking\):\n .*guest-start +fail +pass in 2\n/,
    word: 'intermittent',
  },
  {
    name: 'a test whose requirements failed is blocked',
    flights: [flight(1, old, 'pass'), flight(3, tested, 'blocked')],
    subject: '3: tolerable FAIL',
    line: /guest-start +blocked +n\/a\n/,
    word: 'blocked',
  },
  {
    name: 'a broken host is a problem, but no regression',
    flights: [flight(1, old, 'pass'), flight(3, tested, 'broken')],
    subject: '3: trouble: broken/pass',
    line: /blocking,\nincluding tests which could not be run:\n .*guest-start +broken REGR\. vs\. 1\n/,
    word: 'regression',
  },
  {
    name: 'a regression that a pattern allows is tolerable',
    flights: [flight(1, old, 'pass'), flight(3, tested, 'fail')],
    allow: 'test-@@ guest-start',
    subject: '3: tolerable FAIL',
    line: /allowable \(not blocking\):\n .*guest-start +fail +REGR\. vs\. 1\n/,
    word: 'allowed',
  },
  {
    name: 'a test that passed in the baseline is a regression',
    flights: [flight(1, old, 'pass'), flight(3, tested, 'fail')],
    subject: '3: regressions - FAIL',
    line: /Regressions :-\(\n[^]*guest-start +fail +REGR\. vs\. 1\n/,
    word: 'regression',
  },
];

/** Opens the page in a browser: the verdict is at the failure, and is a filter. */
async function lookAt(t: ExecutionContext, page: string, word: string): Promise<void> {
  t.true(page.includes(`>${word}</em>`));
  const folder = await mkdtemp(join(tmpdir(), 'osstest-verdict-'));
  try {
    await writeFile(join(folder, 'flight.html'), page);
    await using open = await openInChromium(join(folder, 'flight.html'), { width: 1280, height: 900 });
    const shown = (selector: string): Promise<string[]> =>
      open.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => each.innerText.trim())`);
    t.deepEqual(await shown('#failures .verdict'), [word]);
    t.deepEqual(await shown('[data-verdict]'), [`${word} 1`]);
    await open.evaluate(`document.querySelector('[data-verdict]').click()`);
    t.regex((await shown('.grid tbody tr:not([hidden]) th')).join(), new RegExp(`^[^,]*${JOB}$`));
    t.deepEqual(open.problems, []);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

for (const { name, flights, allow, subject, line, word } of SCENARIOS) {
  test.serial(`${name}: from the history to a mail on an SMTP server, and a page in a browser`, async (t) => {
    await using smtp = await receiveMail();
    const { judgement, page } = await judgeScenario(flights, allow);
    await sendMail(smtp.url, composeJudgementMail(judgement, SETTINGS));
    const mail = (smtp.mails[0] ?? '').replaceAll('\r\n', '\n').replaceAll(/=\n/g, '');
    t.is(smtp.mails.length, 1);
    t.regex(mail, new RegExp(`^Subject: \\[xen-unstable test\\] ${subject}$`, 'm'));
    t.regex(mail, /^To: people@example\.org$/m);
    t.regex(mail, /^Content-Type: multipart\/alternative/m);
    t.regex(mail, /^In-Reply-To: <osstest\.xen-unstable@lab\.example\.org>$/m);
    t.regex(mail, /^X-Osstest-Failures:\s+xen-unstable:test-amd64-amd64-xl:guest-start:/m);
    t.regex(mail, line);
    t.regex(mail, /Content-Type: text\/html/);
    await lookAt(t, page, word);
  });
}

test('sendMail names the server that refused the mail', async (t) => {
  await using smtp = await receiveMail();
  const mail = composeJudgementMail((await judgeScenario([flight(1, 'bbbb', 'pass')])).judgement, SETTINGS);
  t.is(mail.subject, '[xen-unstable test] 1: all pass');
  const refused = await t.throwsAsync(sendMail(smtp.url, { ...mail, to: ['nobody@example.org'] }), {
    code: 'MAIL_FAILED',
  });
  t.regex(refused?.message ?? '', /^127\.0\.0\.1:\d+: mail ".*" was not taken: .*no such user/);
  await t.throwsAsync(sendMail('smtp://127.0.0.1:1', mail), { code: 'MAIL_FAILED' });
});

test('JUnit and TAP count only blocking failures', async (t) => {
  const { judgement } = await judgeScenario([flight(1, old, 'pass'), flight(3, tested, 'fail')]);
  const times = { script: 'ts', startedAt: null, durationMs: 1500 };
  const steps = [
    { job: JOB, stepno: 1, testid: 'host-install(1)', status: 'pass', ...times } as const,
    { job: JOB, stepno: 2, testid: 'guest-start', status: 'fail', ...times } as const,
  ];
  t.regex(
    formatJUnit(judgement, steps),
    /<testsuite name="test-amd64-amd64-xl" tests="2" failures="1" errors="0" skipped="0" time="3">/,
  );
  t.regex(formatTap(judgement, steps), /^not ok 2 - test-amd64-amd64-xl guest-start \(fail: REGR\. vs\. 1:/m);
  const { judgement: tolerated } = await judgeScenario([flight(1, old, 'fail'), flight(3, tested, 'fail')]);
  t.regex(formatJUnit(tolerated, steps), /failures="0" errors="0" skipped="1"/);
  t.regex(formatTap(tolerated, steps), /^not ok 2 - .* # TODO nonblocking: fail: never pass/m);
});
