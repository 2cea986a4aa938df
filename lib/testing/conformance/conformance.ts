/**
 * One promise of an interface, checked on a subject that implements it. A suite is a list of them; run each as a test
 * of its own, with whatever runner: it throws (node:assert) where the promise is broken.
 */
export interface ConformanceCase<Subject> {
  readonly title: string;
  readonly run: (subject: Subject) => Promise<void>;
}
