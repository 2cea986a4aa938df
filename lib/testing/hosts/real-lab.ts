import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../typings/config.ts';
import type { EventSink, LabEvent } from '../../../typings/events.ts';
import { loadConfig } from '../../config/load-config.ts';

export interface RealLab extends AsyncDisposable {
  readonly config: Config;
  /** A folder of its own, removed on disposal. */
  readonly folder: string;
  /** Moves the files of its jobs to a folder that outlives the lab, and returns that folder. For a failed test. */
  keepFiles(): Promise<string>;
}

/**
 * Creates a configuration for tests on QEMU hosts. It has its own state, so that the user's state is not changed, and uses the
 * user's cache, so that an image is built once and not for each test.
 */
export async function realLab(): Promise<RealLab> {
  const folder = await mkdtemp(join(tmpdir(), 'osstest-lab-'));
  const config = await loadConfig({
    file: null,
    flags: { paths: { stateDir: join(folder, 'state'), runtimeDir: join(folder, 'run') } },
  });
  const keepFiles = async (): Promise<string> => {
    const kept = await mkdtemp(join(tmpdir(), 'osstest-failed-'));
    await rename(config.paths.stashDir, kept);
    return kept;
  };
  return { config, folder, keepFiles, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Returns a sink that stores every event. */
export function collectingSink(): EventSink & { readonly events: readonly LabEvent[] } {
  const events: LabEvent[] = [];
  return {
    name: 'collecting',
    events,
    write: (event) => void events.push(event),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
