import type { Db } from '../../db/db.ts';
import { AbortedError } from '../../errors/general-errors.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readJob } from '../../record/flights/read-records.ts';
import type { Clock } from '../../util/clock.ts';
import { seconds } from '../../util/units.ts';

const POLL_INTERVAL_MS = seconds(1);

/**
 * Aborts the controller when the job becomes `aborted` in the database, by an order of a user. Returns a function that
 * stops the watch.
 */
export function watchForAbort(
  db: Db,
  key: JobKey,
  { controller, clock }: { readonly controller: AbortController; readonly clock: Clock },
): () => Promise<void> {
  const stopped = new AbortController();
  const watching = (async () => {
    for (;;) {
      await clock.sleep(POLL_INTERVAL_MS, stopped.signal);
      const job = await readJob(db, key).catch(() => null); // the database is out of reach: the next round asks again
      if (job?.status !== 'aborted') continue;
      return controller.abort(new AbortedError(`job ${key.flight}.${key.job}: aborted by order`));
    }
  })().catch(() => undefined); // the watch was stopped
  return () => {
    stopped.abort();
    return watching;
  };
}
