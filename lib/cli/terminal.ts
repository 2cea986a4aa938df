import type { Readable } from 'node:stream';
import type { SignalSource } from '../util/interrupt.ts';
import type { OutputStream } from './shared/define-command.ts';

/** The part of the process that the command line uses. */
export interface Terminal extends SignalSource {
  readonly stdin?: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Only for the style of the output; lib/config reads the configuration. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  exit(code: number): void;
}
