import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EventSink, LabEvent } from '../../../typings/events.ts';

/**
 * Appends every event to a file, one JSON object a line (`at` in ISO 8601), in order. What was written is there also when
 * the process is killed: of the events of the same moment at most the last line is cut.
 *
 * The file and its folder are made when the first event comes.
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
      file = null; // the next event tries anew
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
      await writing?.catch(() => undefined); // whoever wrote has been told
      const handle = await file?.catch(() => null);
      file = null;
      await handle?.close();
    },
  };
}
