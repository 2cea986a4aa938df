import { open, type FileHandle } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { Duplex as DuplexStream } from 'node:stream';
import type { SerialDefinition } from '../../../typings/box.ts';
import { spawnTied } from '../../util/subprocess.ts';
import type { Clock } from '../../util/clock.ts';

export type ReachableSerial = Exclude<SerialDefinition, { readonly method: 'none' }>;

/** Opens a byte stream to the console; its failure to open comes as the stream's `error`. */
export function dialConsole(definition: ReachableSerial): Duplex {
  if (definition.method === 'unix') return connect(definition.socketPath);
  if (definition.method === 'tcp') return connect(definition.port, definition.address);
  const child = spawnTied(definition.command, { stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = DuplexStream.from({
    readable: child.stdout ?? undefined,
    writable: child.stdin ?? undefined,
  } as never);
  child.once('error', (error) => stream.destroy(error));
  return stream;
}

const POLL_MS = 100;

/**
 * Follows a file to which a console's output is appended, from its present beginning; a file that is not there yet, or is
 * replaced by another, is waited for. Ends when the signal is aborted.
 */
export async function followFile(
  path: string,
  signal: AbortSignal,
  clock: Clock,
  take: (chunk: Buffer) => Promise<void>,
): Promise<void> {
  let file: FileHandle | null = null;
  let position = 0;
  const buffer = Buffer.alloc(1 << 16);
  try {
    while (!signal.aborted) {
      file ??= await open(path, 'r').catch(() => null);
      const bytesRead = file === null ? 0 : (await file.read(buffer, 0, buffer.length, position)).bytesRead;
      position += bytesRead;
      if (bytesRead > 0) await take(Buffer.from(buffer.subarray(0, bytesRead)));
      else await clock.sleep(POLL_MS, signal).catch(() => undefined);
    }
  } finally {
    await file?.close();
  }
}
