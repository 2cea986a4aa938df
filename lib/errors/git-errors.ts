import { OsstestError } from './osstest-error.ts';

/** A repository elsewhere does not answer, or refuses to be read. */
export class RemoteError extends OsstestError {
  override readonly name = 'RemoteError';
  readonly code = 'REMOTE_FAILED';
  readonly blame = 'lab';
}

/** A revision is not in the tree where it is to be. */
export class RevisionUnknownError extends OsstestError {
  override readonly name = 'RevisionUnknownError';
  readonly code = 'REVISION_UNKNOWN';
  readonly blame = 'operator';
}

/** A repository on this machine cannot be read: it is not there, it is damaged, or a part of its history is not there. */
export class RepositoryError extends OsstestError {
  override readonly name = 'RepositoryError';
  readonly code = 'REPOSITORY_UNUSABLE';
  readonly blame = 'lab';
}

/** A repository has only the newest part of its history, and more is needed. */
export class ShallowHistoryError extends OsstestError {
  override readonly name = 'ShallowHistoryError';
  readonly code = 'HISTORY_SHALLOW';
  readonly blame = 'operator';
}

/** A push did not take place: it would not be a fast-forward, somebody else has moved the branch, or the remote refuses. */
export class PushRefusedError extends OsstestError {
  override readonly name = 'PushRefusedError';
  readonly code = 'PUSH_REFUSED';
  readonly blame = 'lab';
  /** What git said; empty: it was not asked. */
  readonly output: string;

  constructor(message: string, output: string, options?: ErrorOptions) {
    super(message, options);
    this.output = output;
  }
}
