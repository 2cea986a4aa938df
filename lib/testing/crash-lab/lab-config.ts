import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ConfigSettings } from '../../../typings/config.ts';

/** Where the daemons of a crash lab listen, and the configuration of all its processes. */
export interface CrashLabConfig {
  readonly path: string;
  readonly ownerPort: number;
  /** The configuration names another port, on which faults are made. */
  readonly queuePort: number;
}

/** A port of the loopback that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Writes osstest.yaml; gives its path. */
export async function writeLabConfig(folder: string, settings: ConfigSettings): Promise<string> {
  const path = join(folder, 'osstest.yaml');
  await writeFile(path, JSON.stringify(settings, null, 2)); // JSON is YAML
  return path;
}

/** The configuration of a crash lab: the waiting constants are about a hundredth of the real ones. */
export async function writeCrashLabConfig(folder: string, url: string, seenPort: number): Promise<CrashLabConfig> {
  const [ownerPort, queuePort] = [await freePort(), await freePort()];
  const coordination = {
    ownerDaemon: `127.0.0.1:${ownerPort}`,
    queueDaemon: `127.0.0.1:${seenPort}`,
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
  return { path: await writeLabConfig(folder, { database: { url }, coordination }), ownerPort, queuePort };
}
