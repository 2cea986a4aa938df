import type { ConfigOrigin, ConfigProblem } from '../../typings/config.ts';
import { OsstestError } from './osstest-error.ts';

/** Source of a setting in words: `osstest.yaml:3:5`, `env OSSTEST_BRANCH`, `a flag`, `default`. */
export function formatConfigOrigin(origin: ConfigOrigin): string {
  if (origin.kind === 'file') return `${origin.file}:${origin.line}:${origin.column}`;
  if (origin.kind === 'env') return `env ${origin.name}`;
  return origin.kind === 'flag' ? 'a flag' : 'default';
}

/** Formats a problem as one line. */
export function formatConfigProblem({ origin, key, found, accepted, hint }: ConfigProblem): string {
  const subject = key === '' ? '' : `${key}: `;
  const meant = hint === null ? '' : `; ${hint}`;
  return `${formatConfigOrigin(origin)}: ${subject}found ${found}, accepted: ${accepted}${meant}`;
}

/** The configuration is not valid; `problems` lists every problem. */
export class ConfigInvalidError extends OsstestError {
  override readonly name = 'ConfigInvalidError';
  readonly code = 'CONFIG_INVALID';
  readonly blame = 'operator';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    const [first, ...more] = problems.map(formatConfigProblem);
    super(`${first ?? 'no problem'}${more.length === 0 ? '' : ` (and ${more.length} more)`}`, options);
    this.problems = problems;
  }
}

/** The requested configuration file cannot be read. */
export class ConfigUnreadableError extends OsstestError {
  override readonly name = 'ConfigUnreadableError';
  readonly code = 'CONFIG_UNREADABLE';
  readonly blame = 'operator';
  readonly file: string;

  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file}: cannot be read as configuration: ${reason}`, options);
    this.file = file;
  }
}

/** The configuration has no such key. */
export class ConfigKeyError extends OsstestError {
  override readonly name = 'ConfigKeyError';
  readonly code = 'CONFIG_KEY_UNKNOWN';
  readonly blame = 'operator';
  readonly key: string;

  constructor(key: string, reason: string, options?: ErrorOptions) {
    super(`${key}: ${reason}`, options);
    this.key = key;
  }
}
