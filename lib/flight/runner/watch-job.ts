import type { Db } from '../../db/db.ts';
import { AbortedError } from '../../errors/general-errors.ts';
import type { JobKey } from '../../record/job-key.ts';
import { readJob } from '../../record/flights/read-records.ts';
import type { Clock } from '../../util/clock.ts';
import { seconds } from '../../util/units.ts';

const LOOK_EVERY_MS = seconds(1);

/** Aborts `controller` when somebody orders in the database that the job be aborted. The returned function ends the watch. */
export function watchForAbort(db: Db, key: JobKey, controller: AbortController, clock: Clock): () => Promise<void> {
  const over = new AbortController();
  const watching = (async () => {
    for (;;) {
      await clock.sleep(LOOK_EVERY_MS, over.signal);
      const job = await readJob(db, key).catch(() => null); // out of reach: it can be asked again
      if (job?.status !== 'aborted') continue;
      return controller.abort(new AbortedError(`job ${key.flight}.${key.job}: aborted by order`));
    }
  })().catch(() => undefined); // the watch is over
  return () => {
    over.abort();
    return watching;
  };
}
