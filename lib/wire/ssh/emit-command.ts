import { StringDecoder } from 'node:string_decoder';
import type { Emitter } from '../../../typings/events.ts';

export interface CommandEvents {
  output(stream: 'stdout' | 'stderr', chunk: Buffer): void;
  finished(exitCode: number | null, durationMs: number): void;
}

const SILENT: CommandEvents = { output: () => undefined, finished: () => undefined };

/** Emits the events of one command: its start, the first `maxBytes` of each stream, its end. */
export function emitCommand(
  emitter: Emitter | undefined,
  id: number,
  command: string,
  maxBytes: number,
): CommandEvents {
  if (emitter === undefined) return SILENT;
  const streams = { stdout: takeText(maxBytes), stderr: takeText(maxBytes) };
  const send = (stream: 'stdout' | 'stderr', text: string): void => {
    if (text !== '') emitter.emit({ kind: 'output', id, stream, text });
  };
  emitter.emit({ kind: 'command-started', id, command });
  return {
    output: (stream, chunk) => send(stream, streams[stream].take(chunk)),
    finished: (exitCode, durationMs) => {
      send('stdout', streams.stdout.rest());
      send('stderr', streams.stderr.rest());
      emitter.emit({ kind: 'command-finished', id, command, exitCode, durationMs });
    },
  };
}

/** Decodes UTF-8 in chunks that may be cut anywhere. After `maxBytes`, it reports once that it omits the rest. */
function takeText(maxBytes: number): { take(chunk: Buffer): string; rest(): string } {
  const decoder = new StringDecoder('utf8');
  let left = maxBytes;
  return {
    take: (chunk) => {
      if (left <= 0) return '';
      const text = decoder.write(chunk.subarray(0, left));
      left -= chunk.length;
      return left < 0 ? `${text}\n[more output follows; not recorded here]\n` : text;
    },
    rest: () => (left < 0 ? '' : decoder.end()),
  };
}
