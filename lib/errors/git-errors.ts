import { OsstestError } from './osstest-error.ts';

/** A remote repository does not answer, or refuses to be read. */
export class RemoteError extends OsstestError {
  override readonly name = 'RemoteError';
  readonly code = 'REMOTE_FAILED';
  readonly blame = 'lab';
}

/** A revision is missing from the tree that must contain it. */
export class RevisionUnknownError extends OsstestError {
  override readonly name = 'RevisionUnknownError';
  readonly code = 'REVISION_UNKNOWN';
  readonly blame = 'operator';
}

/** A repository on this machine cannot be read: it is missing, damaged, or lacks a part of its history. */
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

/** A push failed: it is not a fast-forward, another push has moved the branch, or the remote refused it. */
export class PushRefusedError extends OsstestError {
  override readonly name = 'PushRefusedError';
  readonly code = 'PUSH_REFUSED';
  readonly blame = 'lab';
  /** The output of git; empty: git was not run. */
  readonly output: string;

  constructor(message: string, output: string, options?: ErrorOptions) {
    super(message, options);
    this.output = output;
  }
}
