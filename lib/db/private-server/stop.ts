import { systemClock } from '../../util/clock.ts';
import { seconds } from '../../util/units.ts';
import { isServerProcess, readPostmaster } from './postmaster.ts';

const STOP_LIMIT_MS = seconds(20);

/** Stops the server of these data gracefully and waits until it has exited; false: none runs, or it did not exit in time. */
export async function endServer(dataDir: string): Promise<boolean> {
  const postmaster = await readPostmaster(dataDir);
  if (postmaster === null || !(await isServerProcess(postmaster.pid, dataDir))) return false;
  try {
    process.kill(postmaster.pid, 'SIGINT');
  } catch {
    return false; // the server exited in this moment
  }
  const endAt = systemClock.now() + STOP_LIMIT_MS;
  while (systemClock.now() < endAt) {
    if (!(await isServerProcess(postmaster.pid, dataDir))) return true;
    await systemClock.sleep(10);
  }
  return false;
}
