import test from 'ava';
import { sampleFlight } from '../../testing/samples/sample-flight.ts';
import type { SampleFailure } from '../../testing/samples/sample-failure.ts';
import { failureContext } from './page-failure.ts';
import { badSteps, toPageJobs } from './page-model.ts';

function contextOf(failure: SampleFailure) {
  const job = toPageJobs(sampleFlight({ jobs: 6, failures: [failure] }))[5];
  const step = job === undefined ? undefined : badSteps(job)[0];
  if (job === undefined || step === undefined) throw new Error('the sample has no failure');
  return failureContext(job, step, 30);
}

test('failureContext shows a failed command with its output', (t) => {
  const { command } = contextOf('command-fails');
  t.is(command?.what, 'The command that failed');
  t.is(command?.command.exitCode, 1);
  t.regex(command?.command.output.map((line) => line.text).join('\n') ?? '', /unable to add device/);
});

test('failureContext shows the command that was running at a timeout, and for how long the console was silent', (t) => {
  const { command, consoles } = contextOf('timeout');
  t.is(command?.what, 'The command that was still running');
  t.is(command?.command.command, 'xl restore /root/debian.save');
  const guest = consoles.find((console) => console.name.endsWith('guest debian'));
  t.true((guest?.silentMs ?? 0) > 600_000);
  t.regex(guest?.lines.at(-1)?.text ?? '', /Freezing user space/);
});

test('failureContext starts at the first suspicious line and marks it', (t) => {
  const { consoles } = contextOf('xen-panic');
  const suspects = consoles[0]?.lines.filter((line) => line.suspect).map((line) => line.text);
  t.is(suspects?.[0], '(XEN) Xen BUG at domain_page.c:144');
  t.true((consoles[0]?.lines.length ?? 0) < 40);
});

test('failureContext is empty for a job that had no host', (t) => {
  t.deepEqual(contextOf('blocked').consoles, []);
});
