import type { FinalStepStatus, JobStatus } from './status.ts';

/** Where in a flight something happened. */
export interface EventContext {
  readonly flight?: number;
  readonly job?: string;
  readonly stepno?: number;
  readonly testid?: string;
  /** Name of the host. */
  readonly host?: string;
}

/** What happened. Every sink (database, terminal, JSONL, web) gets the same stream. */
export type EventBody =
  | { readonly kind: 'job-started'; readonly recipe: string; readonly expectedMs?: number }
  | { readonly kind: 'job-status'; readonly status: JobStatus }
  | {
      readonly kind: 'job-finished';
      readonly status: JobStatus;
      readonly reason: string | null;
      readonly durationMs: number;
    }
  | { readonly kind: 'started'; readonly expectedMs?: number }
  | {
      readonly kind: 'finished';
      readonly status: FinalStepStatus;
      readonly reason: string | null;
      readonly durationMs: number;
    }
  /** What is being done or waited for, for people. */
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'command-started'; readonly id: number; readonly command: string }
  | { readonly kind: 'output'; readonly id: number; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly kind: 'command-finished';
      readonly id: number;
      readonly command: string;
      readonly exitCode: number | null;
      readonly durationMs: number;
    }
  | { readonly kind: 'power'; readonly action: 'on' | 'off' | 'reset' }
  | { readonly kind: 'runvar'; readonly name: string; readonly value: string }
  | { readonly kind: 'stashed'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'cleanup-failed'; readonly subject: string; readonly message: string };

/** Something that happened, where and when. */
export type LabEvent = EventContext & { readonly at: Date } & EventBody;

/** Takes events; one that fails never fails a step (the emitter reports it once and goes on). */
export interface EventSink extends AsyncDisposable {
  readonly name: string;
  /** Every process that runs a job has one of these: a runner does not hand on to it what it hears from them. */
  readonly isPerProcess?: true;
  /** Takes one event, in the order in which they happen; the next one may come before this one is done with. */
  write(event: LabEvent): void | Promise<void>;
}

/** Emits events in one context; never throws. */
export interface Emitter {
  readonly context: EventContext;
  /** Hands an event to every sink. */
  emit(body: EventBody): void;
  /** Emits what is being done or waited for, for people. */
  progress(message: string): void;
  /** The same stream, with more context. */
  child(context: EventContext): Emitter;
}
