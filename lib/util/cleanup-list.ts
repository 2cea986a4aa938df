/** A list of clean-ups that run once, last first. Replaces AsyncDisposableStack, which Node 20 lacks. */
export interface CleanupList extends AsyncDisposable {
  /** Adds a clean-up; `subject` names it in reports. */
  add(subject: string, cleanup: () => Promise<void> | void): void;
  /** Adds something disposable and returns it. */
  use<T extends AsyncDisposable>(subject: string, resource: T): T;
  /** Removes all entries without running them: the caller owns the resources. */
  release(): void;
}

/**
 * Creates an empty list. A clean-up that throws does not stop the others: each failure goes to `onFailure`,
 * since a disposer that throws would hide why the work itself failed.
 */
export function createCleanupList(onFailure: (subject: string, error: unknown) => void): CleanupList {
  let entries: { subject: string; cleanup: () => Promise<void> | void }[] = [];
  const list: CleanupList = {
    add: (subject, cleanup) => void entries.push({ subject, cleanup }),
    use: (subject, resource) => {
      list.add(subject, async () => {
        await resource[Symbol.asyncDispose]();
      });
      return resource;
    },
    release: () => {
      entries = [];
    },
    [Symbol.asyncDispose]: async () => {
      for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
        try {
          await entry.cleanup();
        } catch (error) {
          onFailure(entry.subject, error);
        }
      }
    },
  };
  return list;
}
