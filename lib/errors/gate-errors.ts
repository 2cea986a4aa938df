import { OsstestError } from './osstest-error.ts';

/** Another gate has taken over the run of a branch. */
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
