import { OsstestError } from './osstest-error.ts';

/** The result of a finished local program. */
export interface SubprocessResult {
  readonly command: readonly string[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** A program on the harness's own machine failed. Has every field of its result. */
export class SubprocessError extends OsstestError implements SubprocessResult {
  override readonly name = 'SubprocessError';
  readonly code = 'SUBPROCESS_FAILED';
  readonly blame = 'lab';
  readonly command: readonly string[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;

  constructor(result: SubprocessResult, options?: ErrorOptions) {
    const end = result.signal === null ? `exited ${result.exitCode}` : `was ended by ${result.signal}`;
    const last = result.stderr.trim().split('\n').at(-1) ?? '';
    const program = result.command.slice(0, 3).join(' ');
    super(
      `"${program}" ${end} after ${(result.durationMs / 1000).toFixed(1)} s${last === '' ? '' : `: ${last}`}`,
      options,
    );
    this.command = result.command;
    this.exitCode = result.exitCode;
    this.signal = result.signal;
    this.stdout = result.stdout;
    this.stderr = result.stderr;
    this.durationMs = result.durationMs;
  }
}

/** A required program is not installed. */
export class ToolMissingError extends OsstestError {
  override readonly name = 'ToolMissingError';
  readonly code = 'TOOL_MISSING';
  readonly blame = 'lab';
  readonly tool: string;

  constructor(tool: string, hint: string, options?: ErrorOptions) {
    super(`${tool}: not found on this machine; ${hint}`, options);
    this.tool = tool;
  }
}
