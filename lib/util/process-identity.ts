import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** A process that is told from a later one with the same number by when it was started. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the machine's boot to the start. Source: /proc/PID/stat, field 22. */
  readonly startTicks: number;
  /** The machine's boot. Source: /proc/sys/kernel/random/boot_id. */
  readonly bootId: string;
}

/** The identity of a running process; null: there is none with this number. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const fields = readStat(pid);
  if (fields === null) return null;
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return { pid, startTicks: Number(fields[19]), bootId };
}

/** The processes of a session, by its number: its leader, and whatever that and its children have started and not set free. */
export const listSession = (session: number): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && readStat(pid)?.[3] === String(session));

/** Fields of /proc/PID/stat from the third, the state, on; null: no such process, or it has ended and waits for its parent. */
function readStat(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may hold spaces and brackets: count from behind its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : fields;
  } catch {
    return null; // it ended while we read
  }
}

/** Our own identity. */
export function ownProcess(): ProcessIdentity {
  const own = identifyProcess(process.pid);
  if (own === null) throw new Error('/proc/self is not readable');
  return own;
}

/** Whether this very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identifyProcess(identity.pid);
  return now !== null && now.startTicks === identity.startTicks && now.bootId === identity.bootId;
}
