import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { SubprocessError } from '../../errors/subprocess-errors.ts';
import { run } from '../../util/subprocess.ts';
import { isolate } from '../../testing/machine/isolate.ts';
import { scratchFolder } from '../../testing/machine/scratch-folder.ts';

/** The result of cutting the link of a harness. */
export interface NetLabResult {
  /** The time from the loss of the link until the other harness had the hosts. */
  readonly takenOverMs: number;
  /** The time from the return of the link until the harness ended its job; 0: it had ended it before. */
  readonly noticedMs: number;
  /** Acts on a host by a harness that had lost it. */
  readonly violations: readonly string[];
  readonly failures: readonly string[];
  /** The owner of the hosts at the end. */
  readonly owners: readonly (string | null)[];
  readonly touches: number;
}

const PROGRAM = fileURLToPath(new URL('net-lab-main.ts', import.meta.url));
const ISOLATE = isolate('--net');

/** Returns the reason why network namespaces cannot be created here; null: they can. */
export async function networkProblem(): Promise<string | null> {
  try {
    await run([...ISOLATE, 'sh', '-ec', 'ip link add x type veth peer name y; unshare --net true']);
    return null;
  } catch (error) {
    return error instanceof SubprocessError ? error.stderr.trim() : String(error);
  }
}

/**
 * Runs a scenario in three network namespaces. One harness has two hosts, and another one waits for them; the database and the
 * daemons are in the third. The first harness loses its link, which is restored when the second one has the hosts.
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
