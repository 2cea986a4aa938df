import type { Readable } from 'node:stream';
import type { SignalSource } from '../util/interrupt.ts';
import type { OutputStream } from './define-command.ts';

/** As much of the process as the command line works with. */
export interface Terminal extends SignalSource {
  readonly stdin?: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  exit(code: number): void;
}
