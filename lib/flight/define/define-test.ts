import type { TestContext, TestModule, TestNeeds } from '../../../typings/test.ts';
import { minutes } from '../../util/units.ts';

export interface TestDefinition<Needs extends TestNeeds, Provides extends TestNeeds> {
  /** Lower-case words joined by `-`; becomes the testid. */
  readonly name: string;
  /** One sentence: what is shown when it passes. */
  readonly summary: string;
  /** What must be there; a recipe that cannot provide it does not compile. */
  readonly needs?: Needs;
  /** The state in which it leaves host and guest; what is not named stays as it was. */
  readonly provides?: Provides;
  /** Whole test; default 10 minutes. */
  readonly timeoutMs?: number;
  /** See {@link TestModule.version}; default 1. */
  readonly version?: number;
  /** See {@link TestModule.reads}; default none. */
  readonly reads?: readonly string[];
}

/**
 * Defines a test: a plain function with what it needs declared.
 *
 * It passes by returning, and fails by throwing; the error's blame decides the status.
 *
 * @throws RangeError - a name that cannot be a testid.
 */
export function defineTest<const Needs extends TestNeeds = object, const Provides extends TestNeeds = object>(
  definition: TestDefinition<Needs, Provides>,
  run: (context: TestContext<Needs>) => Promise<void>,
): TestModule<Needs, Provides> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(definition.name)) {
    throw new RangeError(`test name "${definition.name}": want lower-case words joined by "-"`);
  }
  return Object.freeze({
    name: definition.name,
    summary: definition.summary,
    needs: definition.needs ?? ({} as Needs),
    provides: definition.provides ?? ({} as Provides),
    timeoutMs: definition.timeoutMs ?? minutes(10),
    version: definition.version ?? 1,
    reads: definition.reads ?? [],
    run,
  });
}
