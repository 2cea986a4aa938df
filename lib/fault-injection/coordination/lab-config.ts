import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigSettings } from '../../../typings/config.ts';
import { freePort } from '../../testing/machine/free-port.ts';

/** The ports of the daemons in a crash lab, and the configuration of all its processes. */
export interface CrashLabConfig {
  readonly path: string;
  readonly ownerPort: number;
  /** The port of the queue daemon. The configuration names another port, where faults are injected. */
  readonly queuePort: number;
}

/** Waiting times of about a hundredth of the real ones. */
export const SHORT_WAITS: ConfigSettings['coordination'] = {
  heartbeatSeconds: 2,
  graceMs: 3000,
  retryMs: 300,
  maxRetries: 10_000,
  holdoffMs: 300,
  thoughtsTimeoutMs: 1500,
  pollIntervalMs: 1000,
  planUpdateIntervalMs: 3000,
  startInhibitionMs: 300,
};

/** Writes osstest.yaml and returns its path. */
export async function writeLabConfig(folder: string, settings: ConfigSettings): Promise<string> {
  const path = join(folder, 'osstest.yaml');
  await writeFile(path, JSON.stringify(settings, null, 2)); // JSON is YAML
  return path;
}

/** Returns the configuration of a crash lab. */
export async function writeCrashLabConfig(folder: string, url: string, seenPort: number): Promise<CrashLabConfig> {
  const [ownerPort, queuePort] = [await freePort(), await freePort()];
  const coordination = {
    ownerDaemon: `127.0.0.1:${ownerPort}`,
    queueDaemon: `127.0.0.1:${seenPort}`,
    ...SHORT_WAITS,
  };
  return { path: await writeLabConfig(folder, { database: { url }, coordination }), ownerPort, queuePort };
}
