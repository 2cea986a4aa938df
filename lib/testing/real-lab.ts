import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../typings/config.ts';
import type { EventSink, LabEvent } from '../../typings/events.ts';
import { loadConfig } from '../config/load-config.ts';

export interface RealLab extends AsyncDisposable {
  readonly config: Config;
  /** Folder of its own, removed at the end. */
  readonly folder: string;
}

/**
 * A configuration for tests on emulated boxes: a state of its own, so that nothing of the user's is touched, and the
 * user's cache, so that an image is built once and not for each test.
 */
export async function realLab(): Promise<RealLab> {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-lab-'));
  const config = await loadConfig({
    file: null,
    flags: { paths: { stateDir: join(folder, 'state'), runtimeDir: join(folder, 'run') } },
  });
  return { config, folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Keeps every event. */
export function collectingSink(): EventSink & { readonly events: readonly LabEvent[] } {
  const events: LabEvent[] = [];
  return {
    name: 'collecting',
    events,
    write: (event) => void events.push(event),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
