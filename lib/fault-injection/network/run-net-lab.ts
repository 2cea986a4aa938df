import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { SubprocessError } from '../../errors/subprocess-errors.ts';
import { run } from '../../util/subprocess.ts';
import { isolate } from '../../testing/machine/isolate.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';

/** What came of a harness's link being cut. */
export interface NetLabResult {
  /** From the loss of the link until the other harness had the hosts. */
  readonly takenOverMs: number;
  /** From the return of the link until the harness had ended its job; 0: it had before. */
  readonly noticedMs: number;
  /** Touches of a host by one who had lost it. */
  readonly violations: readonly string[];
  readonly failures: readonly string[];
  /** Who has the hosts at the end. */
  readonly owners: readonly (string | null)[];
  readonly touches: number;
}

const PROGRAM = fileURLToPath(new URL('net-lab-main.ts', import.meta.url));
const ISOLATE = isolate('--net');

/** Why network namespaces can't be made here; null: they can. */
export async function networkProblem(): Promise<string | null> {
  try {
    await run([...ISOLATE, 'sh', '-ec', 'ip link add x type veth peer name y; unshare --net true']);
    return null;
  } catch (error) {
    return error instanceof SubprocessError ? error.stderr.trim() : String(error);
  }
}

/**
 * A harness in one network namespace has two hosts, one in another waits for them, database and daemons are in a third;
 * the first loses its link, and gets it back when the second has the hosts.
 */
export async function runNetLab(
  taskLivesWith: 'owner daemon' | 'session',
  onLine: (line: string) => void,
): Promise<NetLabResult> {
  await using folder = await scratchFolder('net');
  const program = [process.execPath, '--import=tsx', PROGRAM, folder.path, taskLivesWith];
  const { stdout } = await run([...ISOLATE, ...program], { onLine });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as NetLabResult;
}
