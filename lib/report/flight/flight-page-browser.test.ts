import test from 'ava';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInChromium, type BrowserPage } from '../../testing/peers/open-in-chromium.ts';
import type { FinalStepStatus } from '../../../typings/status.ts';
import { sampleFlight } from '../../testing/samples/sample-flight.ts';
import { pollUntil } from '../../util/poll.ts';
import { flightPage } from './flight-page.ts';

let file = '';

test.before(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'osstest-page-')), 'flight.html');
  const record = sampleFlight({ jobs: 20, failures: ['command-fails', 'xen-panic'] });
  await writeFile(file, flightPage(record, { generatedAt: new Date('2026-11-24T01:00:00Z') }));
});
test.after.always(() => rm(join(file, '..'), { recursive: true, force: true }));

const STATUSES: readonly FinalStepStatus[] = ['pass', 'skip', 'fail', 'broken', 'blocked', 'starved', 'aborted'];

const open = (width: number, hash = ''): Promise<BrowserPage> => openInChromium(file, { width, height: 900, hash });

const until = (page: BrowserPage, expression: string): Promise<unknown> =>
  pollUntil(async () => ((await page.evaluate<boolean>(expression)) ? { done: true } : { waiting: 'not yet' }), {
    subject: expression,
    timeoutMs: 100_000,
    intervalMs: 30,
  });

const keysOf = (words: string): readonly string[] => words.split('');

const focused = (page: BrowserPage): Promise<string> =>
  page.evaluate(`document.activeElement.closest('details, td, th')?.textContent.trim().replace(/\\s+/g, ' ') ?? ''`);

test.serial('the page of a flight opens at an address within a job, with its stream', async (t) => {
  await using page = await open(1280, '#job-test-amd64-amd64-xl-credit1-05.10');
  await until(page, `document.querySelector('.job[open] .stream .r.cmd.bad') !== null`);
  t.regex(await page.evaluate(`document.querySelector('.job[open] .stream').textContent`), /unable to add device/);
  t.deepEqual(page.problems, []);
});

test.serial('the page of a flight can be used with the keyboard alone', async (t) => {
  await using page = await open(1280);
  await page.press('g', 'ArrowRight', 'ArrowDown');
  t.is(await page.evaluate(`document.activeElement.hash`), '#job-build-amd64-09.1');
  await page.press('f');
  t.is(await page.evaluate(`document.querySelectorAll('.grid tbody tr:not([hidden])').length`), 3);
  await page.press('f', 'n');
  await until(page, `document.querySelector('.job[open][data-ready]') !== null`);
  t.regex(await focused(page), /guest-start/);
  await page.press('j');
  t.regex(await focused(page), /capture-logs/);
  await page.press('s', ...keysOf('unpacking xen-utils'));
  await until(page, `document.querySelector('.tools output').textContent.includes('hits')`);
  await page.press('Enter');
  await until(page, `document.querySelector('.r.hit')?.textContent.includes('Unpacking xen-utils')`);
  await page.press('Escape', 'Escape');
  t.is(await page.evaluate(`document.querySelectorAll('.job[open]').length`), 0);
  t.deepEqual(page.problems, []);
});

test.serial('the page of a flight finds words in the logs of all jobs', async (t) => {
  await using page = await open(1280);
  await page.press('/', ...keysOf('map_domain_page'), 'Enter');
  await until(page, `document.getElementById('found').textContent.includes('in the logs')`);
  t.is(await page.evaluate(`document.querySelectorAll('.grid tbody tr:not([hidden])').length`), 1);
  t.regex(await page.evaluate(`document.querySelector('tr:not([hidden]) .hits').textContent`), /^\d in logs/);
});

test.serial('every step of every status is under its heading', async (t) => {
  const record = sampleFlight({ jobs: STATUSES.length, failures: [] });
  const jobs = record.jobs.map((job, index) => {
    const status = STATUSES[index % STATUSES.length]!;
    return { ...job, steps: job.steps.map((step, at) => (at === 1 ? { ...step, status } : step)) };
  });
  const path = join(file, '..', 'statuses.html');
  await writeFile(path, flightPage({ ...record, jobs }, { generatedAt: new Date('2026-11-24T01:00:00Z') }));
  await using page = await openInChromium(path, { width: 1280, height: 900, hash: '' });
  const astray = await page.evaluate<string[]>(`[...document.querySelectorAll('table.grid')].flatMap((table) => {
    const left = (cell) => Math.round(cell.getBoundingClientRect().left);
    const heads = [...table.querySelectorAll('thead tr:last-child > *')].map(left).join();
    return [...table.querySelectorAll('tbody tr')]
      .filter((row) => [...row.children].map(left).join() !== heads)
      .map((row) => row.textContent);
  })`);
  t.deepEqual(astray, []);
  t.true(await page.evaluate(`document.querySelectorAll('.grid tbody td.skip').length > 0`));
});

test.serial('the page of a flight is never wider than a phone', async (t) => {
  await using page = await open(400, '#job-test-amd64-amd64-xl-credit1-05.10');
  await until(page, `document.querySelector('.job[open] .stream') !== null`);
  t.true((await page.evaluate<number>('document.documentElement.scrollWidth')) <= 400);
});
