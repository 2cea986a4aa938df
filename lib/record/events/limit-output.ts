import type { LabEvent } from '../../../typings/events.ts';

/**
 * Returns a function that cuts each output stream of each command after `maxCharacters`. The function returns null for
 * an event to leave out.
 */
export function limitOutput(maxCharacters: number): (event: LabEvent) => LabEvent | null {
  const used = new Map<string, number>();
  return (event) => {
    if (event.kind === 'command-finished') {
      for (const stream of ['stdout', 'stderr']) used.delete(keyOf(event, event.id, stream));
    }
    if (event.kind !== 'output') return event;
    const key = keyOf(event, event.id, event.stream);
    const before = used.get(key) ?? 0;
    if (before > maxCharacters) return null;
    used.set(key, before + event.text.length);
    const left = maxCharacters - before;
    return event.text.length <= left ? event : { ...event, text: `${event.text.slice(0, left)}\n[cut here]\n` };
  };
}

const keyOf = ({ flight, job, stepno, host }: LabEvent, id: number, stream: string): string =>
  JSON.stringify([flight, job, stepno, host, id, stream]);
