import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** A process, distinguished by its start time from a later process with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the machine's boot to the start. Source: /proc/PID/stat, field 22. */
  readonly startTicks: number;
  /** The machine's boot. Source: /proc/sys/kernel/random/boot_id. */
  readonly bootId: string;
}

/** Returns the identity of a running process; null: no process has this number. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const fields = readStat(pid);
  if (fields === null) return null;
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return { pid, startTicks: Number(fields[19]), bootId };
}

/** Returns the processes of a session: its leader and all descendants that have not left the session. */
export const listSession = (session: number): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && readStat(pid)?.[3] === String(session));

/** Returns the fields of /proc/PID/stat from the third, the state; null: the process does not exist or is a zombie. */
function readStat(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may hold spaces and brackets: count from behind its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : fields;
  } catch {
    return null; // it exited while we read
  }
}

/** Returns our own identity. */
export function ownProcess(): ProcessIdentity {
  const own = identifyProcess(process.pid);
  if (own === null) throw new Error('/proc/self is not readable');
  return own;
}

/** Returns whether exactly this process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identifyProcess(identity.pid);
  return now !== null && now.startTicks === identity.startTicks && now.bootId === identity.bootId;
}
