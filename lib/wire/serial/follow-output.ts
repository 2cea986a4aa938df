import { statSync } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { Clock } from '../../util/clock.ts';

export interface FollowOptions {
  readonly clock: Clock;
  /** Stops the reading. */
  readonly signal: AbortSignal;
  /** Takes a chunk. The next chunk is read when the promise resolves. */
  readonly take: (chunk: Buffer) => Promise<void> | void;
}

const IDLE_MS = 50;
const CHUNK_BYTES = 64 * 1024;
const BYTES_A_SECOND = 16 * 1024 * 1024;

/**
 * Reads what is appended to a console's output file after the call, until the signal is aborted. Never throws.
 *
 * Earlier content is skipped: it is of an earlier boot, and an old panic in it must not fail a new test. A file that
 * is created, replaced or truncated after the call is read from its start.
 */
export async function followOutput(path: string, options: FollowOptions): Promise<void> {
  const { clock, signal, take } = options;
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let file: FileHandle | null = null;
  let position = statSync(path, { throwIfNoEntry: false })?.size ?? 0; // at the call, so before the first await
  while (!signal.aborted) {
    file ??= await open(path, 'r').catch(() => null);
    const bytes = file === null ? 0 : await file.read(buffer, 0, CHUNK_BYTES, position).then(bytesOf, () => 0);
    position += bytes;
    if (bytes > 0) await take(Buffer.from(buffer.subarray(0, bytes)));
    const isBehind = bytes === CHUNK_BYTES;
    await clock.sleep(isBehind ? (CHUNK_BYTES / BYTES_A_SECOND) * 1000 : IDLE_MS, signal).catch(() => undefined);
    if (bytes === 0 && file !== null && (await isOther(path, file, position))) {
      await file.close();
      [file, position] = [null, 0];
    }
  }
  await file?.close();
}

const bytesOf = ({ bytesRead }: { readonly bytesRead: number }): number => bytesRead;

async function isOther(path: string, file: FileHandle, position: number): Promise<boolean> {
  const [named, held] = await Promise.all([stat(path).catch(() => null), file.stat().catch(() => null)]);
  return named !== null && (named.ino !== held?.ino || named.size < position);
}
