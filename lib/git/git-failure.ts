import { RepositoryError, RevisionUnknownError } from '../errors/git-errors.ts';
import type { OsstestError } from '../errors/osstest-error.ts';

const UNKNOWN =
  /bad revision|bad object [0-9a-f]{40}|unknown revision|ambiguous argument|Not a valid (?:object name|commit name)/;

/** Returns the error for a failed git command in a repository on this machine, from its stderr. */
export function gitFailure(repositoryPath: string, stderr: string, options?: ErrorOptions): OsstestError {
  const lines = stderr.trim().split('\n');
  const line = (lines.find((each) => each.startsWith('fatal: ')) ?? lines.at(-1) ?? '')
    .replace(/^\w+: /, '')
    .slice(0, 300);
  const isUnknown = UNKNOWN.test(line) && !/^error: /m.test(stderr);
  const message = `${repositoryPath}: ${line === '' ? 'git failed and printed nothing' : line}`;
  return isUnknown ? new RevisionUnknownError(message, options) : new RepositoryError(message, options);
}
