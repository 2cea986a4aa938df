import { OsstestError } from './osstest-error.ts';

/** The run of a branch belongs to another gate by now. */
export class GateRunLostError extends OsstestError {
  override readonly name = 'GateRunLostError';
  readonly code = 'GATE_RUN_LOST';
  readonly blame = 'lab';

  constructor(run: number, branch: string) {
    super(
      `gate run ${run} of ${branch}: our task was ended, so another gate may have the run; nothing more is done here`,
    );
  }
}

/** A version of osstest could not be prepared, or does not run. */
export class DeployError extends OsstestError {
  override readonly name = 'DeployError';
  readonly code = 'DEPLOY_FAILED';
  readonly blame = 'lab';
}
