import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../typings/config.ts';
import type { EventSink, LabEvent } from '../../../typings/events.ts';
import { loadConfig } from '../../config/load-config.ts';

export interface RealLab extends AsyncDisposable {
  readonly config: Config;
  /** Folder of its own, removed at the end. */
  readonly folder: string;
  /** Has the files of its jobs outlive it: gives where they are from now on. For a test that fails. */
  keepFiles(): Promise<string>;
}

/**
 * A configuration for tests on QEMU hosts: a state of its own, so that nothing of the user's is touched, and the
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
