import { basename } from 'node:path';
import { describeError } from '../../errors/osstest-error.ts';
import type { JobRun } from './job-run.ts';

/**
 * Closes the hosts of a job, and stashes the logs of their consoles and of their guests' consoles. A log that cannot be
 * stashed is reported as `cleanup-failed`.
 */
export async function stashConsoleLogs({ environment, recorder }: JobRun): Promise<void> {
  const { consoles, hosts, stash } = environment;
  await consoles.end();
  const stashLog = async (
    subject: string,
    logPath: string | undefined,
    close?: () => PromiseLike<void>,
  ): Promise<void> => {
    try {
      await close?.();
      if (logPath !== undefined) await stash.putFile(basename(logPath), logPath);
    } catch (error) {
      recorder.emitter.emit({ kind: 'cleanup-failed', subject, message: describeError(error) });
    }
  };
  for (const logPath of consoles.logPaths()) await stashLog(basename(logPath), logPath);
  for (const { host } of hosts.all()) {
    await stashLog(host.name, host.serial?.logPath, () => host[Symbol.asyncDispose]());
  }
}
