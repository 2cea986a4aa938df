import type { Emitter, EventBody, EventContext, EventSink, LabEvent } from '../../../typings/events.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { currentDate, systemClock, type Clock } from '../../util/clock.ts';

/**
 * Returns an emitter that sends every event to all sinks. Never throws. When a sink fails, the other sinks get one
 * warning and the failed sink continues to get events. The caller owns the sinks and closes them.
 */
export function createEmitter(
  sinks: readonly EventSink[],
  context: EventContext = {},
  clock: Clock = systemClock,
): Emitter {
  const failed = new Set<EventSink>();
  const send = (event: LabEvent, targets: readonly EventSink[]): void => {
    for (const sink of targets) void writeTo(sink, event).catch((error: unknown) => report(sink, error, event));
  };
  const report = (sink: EventSink, error: unknown, { at: _at, ...event }: LabEvent): void => {
    if (failed.has(sink)) return;
    failed.add(sink);
    const message = `event sink ${sink.name} failed, and may miss events: ${describeError(error)}`;
    const { flight, job, stepno, testid, host } = event;
    const where = { flight, job, stepno, testid, host } as EventContext;
    send(
      { ...where, at: currentDate(clock), kind: 'progress', message },
      sinks.filter((other) => other !== sink),
    );
  };
  return emitterIn(context, (event) => send(event, sinks), clock);
}

async function writeTo(sink: EventSink, event: LabEvent): Promise<void> {
  await sink.write(event);
}

function emitterIn(context: EventContext, send: (event: LabEvent) => void, clock: Clock): Emitter {
  const emit = (body: EventBody): void => send({ ...context, at: currentDate(clock), ...body });
  return {
    context,
    emit,
    progress: (message) => emit({ kind: 'progress', message }),
    child: (more) => emitterIn({ ...context, ...more }, send, clock),
  };
}
