import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EventSink, LabEvent } from '../../../typings/events.ts';

/**
 * Creates a sink that appends every event to a file in order, one JSON object a line (`at` in ISO 8601). Written events
 * survive when the process is killed; only the last line may be cut.
 *
 * The first event creates the file and its folder.
 */
export function createJsonlSink(path: string): EventSink {
  let file: Promise<FileHandle> | null = null;
  let waiting: string[] = [];
  let writing: Promise<void> | null = null;

  const openFile = async (): Promise<FileHandle> => {
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'a');
  };
  const writeAll = async (): Promise<void> => {
    try {
      while (waiting.length > 0) {
        const text = waiting.join('');
        waiting = [];
        file ??= openFile();
        const handle = await file;
        await handle.appendFile(text);
      }
    } catch (error) {
      const handle = await file?.catch(() => null);
      file = null; // the next event opens the file again
      await handle?.close();
      throw error;
    } finally {
      writing = null;
    }
  };
  return {
    name: `file ${path}`,
    write: (event: LabEvent) => {
      waiting.push(`${JSON.stringify(event)}\n`);
      if (writing !== null) return;
      writing = writeAll();
      return writing;
    },
    [Symbol.asyncDispose]: async () => {
      await writing?.catch(() => undefined); // `write` has already reported the failure
      const handle = await file?.catch(() => null);
      file = null;
      await handle?.close();
    },
  };
}
