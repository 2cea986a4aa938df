import type { FinalStepStatus, JobStatus } from './status.ts';

/** The place in a flight where an event happened. A field that does not apply is absent. */
export interface EventContext {
  /** Number of the flight. */
  readonly flight?: number;
  /** Name of the job. */
  readonly job?: string;
  /** Number of the step within the job, from 1. */
  readonly stepno?: number;
  /** Testid of the step. */
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
  /** What is done or waited for, in words for people. */
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

/** An event with its place and time. */
export type LabEvent = EventContext & { readonly at: Date } & EventBody;

/** Records or shows events. A sink that fails never fails a step: the emitter reports the failure once and continues. */
export interface EventSink extends AsyncDisposable {
  /** Name of the sink, for messages. */
  readonly name: string;
  /** Each process that runs a job has its own sink of this kind; a runner does not forward their events to it. */
  readonly isPerProcess?: true;
  /** Processes one event. Events arrive in order; the next one may arrive before this call has finished. */
  write(event: LabEvent): void | Promise<void>;
}

/**
 * Emits events in one context. Never throws.
 *
 * @example
 * recorder.progress('copying the disk, 40 of 100 MiB');
 * recorder.child({ host: host.name }).emit({ kind: 'power', action: 'reset' });
 */
export interface Emitter {
  /** Context of every event that it emits. */
  readonly context: EventContext;
  /** Sends an event to every sink. */
  emit(body: EventBody): void;
  /** Emits an event that describes what is done or waited for, in words for people. */
  progress(message: string): void;
  /** Returns an emitter of the same stream with additional context. */
  child(context: EventContext): Emitter;
}
