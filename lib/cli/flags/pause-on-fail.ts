import { createInterface } from 'node:readline';
import type { FailedStep } from '../../flight/job/run-job-options.ts';
import { onAbort } from '../../util/abort.ts';
import { quoteShell } from '../../util/quote.ts';
import type { SshTarget } from '../../../typings/wire.ts';
import type { CliContext } from '../shared/define-command.ts';

/** Flag of commands that run jobs. */
export const PAUSE_FLAG = {
  kind: 'boolean',
  default: false,
  brief: 'Pause at the first failure of a job, and print how to log in to its hosts; Enter continues',
} as const;

/** Prints the failure and how to log in to the hosts. Waits until the user presses Enter, the input ends, or the job is stopped. */
export async function pauseOnFail(context: CliContext, failure: FailedStep): Promise<void> {
  const { flight, job, testid, reason, hosts } = failure;
  const name = `${flight}.${job}`;
  context.progress(`\n${name}: paused after ${testid}: ${reason}`);
  for (const host of hosts) {
    context.progress(`  ${host.ident} is ${host.name}: ${loginCommand(host.ssh.target)}`);
    if (host.serial !== null) context.progress(`  its serial console: ${host.serial.logPath}`);
  }
  if (hosts.length > 0)
    context.progress(`  run the step again, from another terminal: osstest step run ${quoteShell([name, testid])}`);
  context.progress('  Enter: continue the job (logs are captured); Ctrl-C: stop it');
  await untilEnter(context);
}

/** Returns the command line that logs in to a host, with its key and without host key checks. */
export function loginCommand({
  user,
  address,
  port,
  identityPath,
}: Pick<SshTarget, 'user' | 'address' | 'port' | 'identityPath'>): string {
  const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  return quoteShell(['ssh', '-i', identityPath, '-p', String(port), ...options, `${user}@${address}`]);
}

/** Waits for Enter. If several jobs are paused, one Enter continues all of them. */
async function untilEnter({ stdin, signal }: CliContext): Promise<void> {
  if (stdin === null || stdin.readableEnded) return;
  const lines = createInterface({ input: stdin });
  try {
    await new Promise<void>((resolve) => {
      lines.once('line', () => resolve());
      lines.once('close', () => resolve());
      onAbort(signal, () => resolve());
    });
  } finally {
    lines.close();
    stdin.pause();
  }
}
