import type { Config } from '../../../typings/config.ts';
import type { EventSink } from '../../../typings/events.ts';
import { openHarness } from '../../flight/runner/open-harness.ts';
import type { Db } from '../../db/db.ts';
import { createDatabaseSink } from '../../record/events/database-sink.ts';
import { createJsonlSink } from '../../record/events/jsonl-sink.ts';
import { createTerminalSink } from '../../record/events/terminal-sink.ts';
import type { CliContext } from './define-command.ts';

export interface HarnessRun {
  readonly config: Config;
  readonly db: Db;
  readonly sinks: readonly EventSink[];
}

/** Opens the database and the event sinks for a command that runs jobs, and closes them when `work` ends. */
export async function runInHarness<T>(
  context: CliContext,
  options: { readonly jsonl?: string | undefined },
  work: (run: HarnessRun) => Promise<T>,
): Promise<T> {
  const config = await context.loadConfig();
  await using db = await openHarness(config, {
    signal: context.signal,
    onNotice: (notice) => context.progress(notice),
  });
  const terminal = createTerminalSink({ target: asTarget(context), colour: context.colour });
  const sinks = [
    createDatabaseSink(db),
    terminal,
    ...(options.jsonl === undefined ? [] : [createJsonlSink(options.jsonl)]),
  ];
  try {
    return await work({ config, db, sinks });
  } finally {
    for (const sink of sinks) await sink[Symbol.asyncDispose]();
  }
}

const asTarget = ({ stderr }: CliContext): Parameters<typeof createTerminalSink>[0]['target'] => ({
  write: (text) => stderr.write(text),
  isTTY: stderr.isTTY === true,
  get columns() {
    return stderr.columns ?? 80;
  },
});
