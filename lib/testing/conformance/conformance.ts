/**
 * Checks one promise of an interface on a subject that implements it. A conformance suite is a list of cases: run each
 * as a test of its own, with any test runner. `run` rejects (an `AssertionError` of node:assert) if the subject breaks
 * the promise.
 *
 * @example
 * import test from 'node:test';
 * import type { PowerDriver } from 'osstest';
 * import { powerConformance } from 'osstest/testing';
 *
 * declare const power: PowerDriver; // the driver under test
 * declare const meter: { reads(): Promise<boolean> }; // an independent view of the same host
 *
 * for (const { title, run } of powerConformance) {
 *   test(title, () =>
 *     run({ power, isOn: () => meter.reads(), boots: () => Promise.resolve(null), tellsState: true }),
 *   );
 * }
 */
export interface ConformanceCase<Subject> {
  readonly title: string;
  /** Runs the case; rejects if the subject breaks the promise. */
  readonly run: (subject: Subject) => Promise<void>;
}
