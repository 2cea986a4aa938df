import test from 'ava';
import type { FlightRecord } from '../../../typings/report.ts';
import { flightText } from './flight-text.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const record: FlightRecord = {
  flight: { flight: 7, branch: 'quickstart', blessing: 'play', intended: 'play', startedAt: at(0) },
  jobs: [
    {
      job: { flight: 7, job: 'test-amd64-pv', recipe: 'test-pv', status: 'fail' },
      runvars: { host: 'qemu0', arch: 'amd64' },
      steps: [
        {
          flight: 7,
          job: 'test-amd64-pv',
          stepno: 1,
          script: 'ts-xen-install',
          testid: 'xen-install',
          status: 'pass',
          startedAt: at(1),
          finishedAt: at(31),
          reason: null,
        },
        {
          flight: 7,
          job: 'test-amd64-pv',
          stepno: 2,
          script: 'ts-guest-start',
          testid: 'guest-start',
          status: 'fail',
          startedAt: at(31),
          finishedAt: at(33),
          reason: 'tiny: no address',
        },
      ],
      stash: [{ path: 'qemu0-serial.log', bytes: 2048 }],
      stashFolder: '/stash/7/test-amd64-pv',
      events: [],
      consoles: [],
    },
  ],
};

test('flightText shows the failed steps with their reasons first', (t) => {
  t.is(
    flightText(record),
    `flight 7: 1 fail
branch quickstart, blessing play, started 2026-01-01T00:00:00.000Z

Failed steps:
  test-amd64-pv guest-start: fail: tiny: no address

job test-amd64-pv (test-pv) on qemu0: fail after 32.0 s
    1 xen-install  pass          30.0 s
    2 guest-start  fail           2.0 s  tiny: no address
  1 files, 2 KiB: /stash/7/test-amd64-pv
`,
  );
});
