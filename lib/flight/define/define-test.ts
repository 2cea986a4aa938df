import type { TestContext, TestModule, TestNeeds } from '../../../typings/test.ts';
import { minutes } from '../../util/units.ts';

export interface TestDefinition<Needs extends TestNeeds, Provides extends TestNeeds> {
  /** Lower-case words joined by `-`; the start of the testid. */
  readonly name: string;
  /** One sentence: what is true when the test passes. */
  readonly summary: string;
  /** States that the test needs; a recipe that cannot provide them does not compile. */
  readonly needs?: Needs;
  /** States of host and guest after the test; default unchanged. */
  readonly provides?: Provides;
  /** For the whole test; default 10 minutes. */
  readonly timeoutMs?: number;
  /** See {@link TestModule.version}; default 1. */
  readonly version?: number;
  /** See {@link TestModule.reads}; default none. */
  readonly reads?: readonly string[];
}

/**
 * Defines a test: a function and the states that it needs.
 *
 * The test passes when the function returns, and fails when it throws; the blame of the error decides the status.
 *
 * @throws RangeError - the name cannot be a testid.
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
