/** Runs what was added, last first, once. Stands in for AsyncDisposableStack, which Node 20 lacks. */
export interface CleanupList extends AsyncDisposable {
  /** Adds a clean-up; `subject` names it in reports. */
  add(subject: string, cleanup: () => Promise<void> | void): void;
  /** Adds something disposable and returns it. */
  use<T extends AsyncDisposable>(subject: string, resource: T): T;
  /** Takes everything out: nothing is cleaned up any more; the caller owns it. */
  release(): void;
}

/**
 * Makes an empty list. A clean-up that throws never stops the others: each failure goes to `onFailure`,
 * since a throwing disposer would hide why the work itself failed.
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
