import type { Emitter, EventBody } from '../../../typings/events.ts';
import { formatDuration } from '../../util/units.ts';

/** Returns an emitter that passes events on, and a function that describes the last command or progress message. */
export function rememberProgress(emitter: Emitter): { readonly emitter: Emitter; readonly last: () => string | null } {
  let last: { what: string } | null = null;
  const wrap = (inner: Emitter): Emitter => ({
    context: inner.context,
    emit: (body: EventBody) => {
      if (body.kind === 'command-started') last = { what: `running "${shorten(body.command)}"` };
      if (body.kind === 'command-finished')
        last = { what: `after "${shorten(body.command)}" (${formatDuration(body.durationMs)})` };
      inner.emit(body);
    },
    progress: (message) => {
      last = { what: message };
      inner.progress(message);
    },
    child: (context) => wrap(inner.child(context)),
  });
  return { emitter: wrap(emitter), last: () => last?.what ?? null };
}

const shorten = (command: string): string => {
  const line = command.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 80 ? line : `${line.slice(0, 77)}...`;
};
