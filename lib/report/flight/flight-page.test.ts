import test from 'ava';
import { inflateRawSync } from 'node:zlib';
import type { FlightRecord, JobRecord } from '../../../typings/report.ts';
import { sampleFlight } from '../../testing/samples/sample-flight.ts';
import { flightPage } from './flight-page.ts';

const generatedAt = new Date('2026-11-24T01:00:00Z');
const small = sampleFlight({ jobs: 8, failures: ['command-fails'] });

const dataOf = (page: string, id: string): string =>
  inflateRawSync(Buffer.from(new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(page)?.[1] ?? '', 'base64')).toString();

test('flightPage shows the failures with place and reason first', (t) => {
  const page = flightPage(small, { generatedAt });
  t.regex(page, /<title>Flight 181042: 1 of 8 jobs did not pass<\/title>/);
  const top = page.slice(page.indexOf('<header'), page.indexOf('</header>'));
  t.true(top.includes('<a href="#job-test-amd64-amd64-xl-credit1-05">') === false, 'leads to the step');
  t.true(top.includes('href="#job-test-amd64-amd64-xl-credit1-05.10"'));
  t.regex(top, /guest-start<\/b>/);
  t.regex(top, /&quot;xl create \/etc\/xen\/debian.guest.osstest.cfg&quot; exited 1 after 3.2 s/);
  t.true(page.includes('id="job-test-amd64-amd64-xl-credit1-05.10"'), 'and the step is there');
});

test('flightPage is the same for the same record', (t) => {
  t.is(flightPage(small, { generatedAt }), flightPage(small, { generatedAt }));
});

test('flightPage fetches nothing', (t) => {
  const page = flightPage(small, { generatedAt });
  t.notRegex(page, /\bsrc=|<link|@import|url\(/);
  t.true(page.includes("default-src 'none'"));
});

const EVIL = `</script></noscript></style><img src=x onerror=alert(1)>"'><b>\u0000\u001b[31m\u202e&amp;`;

test('flightPage escapes every text of a record', (t) => {
  const [first] = small.jobs;
  const at = generatedAt;
  const context = { at, job: EVIL, stepno: 1, host: EVIL };
  const record: FlightRecord = {
    flight: { flight: 1, branch: EVIL, blessing: EVIL, intended: EVIL, startedAt: at },
    jobs: [
      {
        ...(first as JobRecord),
        job: { flight: 1, job: EVIL, recipe: EVIL, status: 'fail' },
        runvars: { [EVIL]: EVIL, host: EVIL },
        steps: [
          {
            flight: 1,
            job: EVIL,
            stepno: 1,
            script: EVIL,
            testid: EVIL,
            status: 'fail',
            startedAt: at,
            finishedAt: at,
            reason: EVIL,
          },
        ],
        stash: [{ path: EVIL, bytes: 1 }],
        stashFolder: EVIL,
        events: [
          { ...context, kind: 'command-started', id: 1, command: EVIL },
          { ...context, kind: 'output', id: 1, stream: 'stderr', text: EVIL },
          { ...context, kind: 'command-finished', id: 1, command: EVIL, exitCode: 1, durationMs: 1 },
          { ...context, kind: 'progress', message: EVIL },
        ],
        consoles: [{ name: EVIL, lines: [{ at, text: EVIL }] }],
      },
    ],
  };
  const page = flightPage(record, { generatedAt, stashHref: (_job, path) => path });
  t.false(page.includes('<img'));
  t.false(page.includes(`"'>`));
  t.is(page.match(/<\/script>/g)?.length, page.match(/<script/g)?.length);
  t.is(page.match(/<\/noscript>/g)?.length, page.match(/<noscript/g)?.length);
  t.deepEqual(page.match(/[^\P{Cc}\t\n]|\u202e/gu), null);
});

test('flightPage packs every line of every console', (t) => {
  const page = flightPage(small, { generatedAt });
  t.notRegex(page, /data-left="[1-9]/);
  const lines = JSON.parse(dataOf(page, 'lines')) as readonly string[];
  const job = JSON.parse(dataOf(page, 'data-5')) as { consoles: [string, number[], string][] };
  const [, times, text] = job.consoles[0] ?? ['', [], ''];
  t.is(small.jobs[5]?.consoles[0]?.lines.length, times.length);
  t.is(text.split('\n').length, times.length);
  t.true(lines.length > 100, 'lines of all boots are shared');
});

test('flightPage stays within its size and shortens the logs of passed jobs first', (t) => {
  const whole = flightPage(small, { generatedAt });
  const maxBytes = Math.round(whole.length * 0.75);
  const page = flightPage(small, { generatedAt, maxBytes });
  t.true(page.length <= maxBytes, `${page.length} of ${maxBytes}`);
  t.is(dataOf(page, 'data-5'), dataOf(whole, 'data-5'));
  t.regex(page, /id="data-1" data-left="[1-9]/);
});

test('flightPage shows a flight without jobs, and jobs that have not started', (t) => {
  t.regex(flightPage({ ...small, jobs: [] }, { generatedAt }), /Flight 181042: no jobs/);
  const [first] = small.jobs;
  const waiting = { ...(first as JobRecord), steps: [], events: [], consoles: [], runvars: {}, stash: [] };
  const page = flightPage(
    { ...small, jobs: [{ ...waiting, job: { ...waiting.job, status: 'queued' } }] },
    { generatedAt },
  );
  t.regex(page, /1 of 1 jobs not finished/);
});
