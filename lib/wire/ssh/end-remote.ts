import type { ClientChannel } from 'ssh2';
import type { Clock } from '../../util/clock.ts';
import { quoteShell } from '../../util/quote.ts';
import { within } from '../../util/within.ts';
import { channelEnd, openExec } from './channel.ts';
import type { Link } from './link.ts';
import type { Running } from './ssh-command.ts';

/** The fate of a command that exited before or on SIGTERM, so that its own clean-up has run. */
export const ENDED_ON_REQUEST = 'it was stopped and has exited';

const PID_MS = 2000;
const TERM_MS = 1000;
const KILL_MS = 2000;

/**
 * Stops the processes of a command on the host: SIGTERM to its process group, SIGKILL a second later. Waits until they
 * have exited, for a few seconds at most. Never throws.
 * @returns The fate of the command, for a message.
 */
export async function endRemote(link: Link, running: Running, clock: Clock): Promise<string> {
  if (link.lost.aborted) return 'the connection is lost, so it may still run';
  const { channel, ended } = running;
  const over = ended.then(() => 'over' as const);
  const pid = await within(Promise.race([running.pid, over]), PID_MS, clock);
  if (pid === 'over') return ENDED_ON_REQUEST;
  const killed = typeof pid === 'number' ? killGroup(link, pid).catch(() => 'late' as const) : null;
  // A signal through the channel reaches only the shell (if anything), so it is used only without a process id.
  const send = (signal: string): void => (killed === null ? trySignal(channel, signal) : undefined);
  send('TERM');
  if ((await within(over, TERM_MS, clock)) === 'over') return ENDED_ON_REQUEST;
  send('KILL');
  const isGone = killed?.then((how) => (how === 'gone' ? 'over' : new Promise<never>(() => undefined)));
  const end = await within(Promise.race(isGone === undefined ? [over] : [over, isGone]), KILL_MS, clock);
  return end === 'over' ? 'it was killed' : 'it was killed, but it is not known whether it exited';
}

function trySignal(channel: ClientChannel, signal: string): void {
  try {
    channel.signal(signal);
  } catch {
    return; // the channel is already closing
  }
}

/** Kills a process group by a second command on the host, since few servers pass on signals. */
async function killGroup(link: Link, pid: number): Promise<'gone' | 'late'> {
  const release = await link.killers.take();
  try {
    const channel = await openExec(link, `exec sh -c ${quoteShell([KILL_SCRIPT, 'sh', String(pid)])}`);
    if ('notBegun' in channel) return 'late';
    channel.resume().stderr.resume();
    const end = await channelEnd(channel);
    return end.exitCode === 0 ? 'gone' : 'late';
  } finally {
    release();
  }
}

/** The shell leads a process group under sshd. Under dropbear it does not, so the script searches its descendants. */
const KILL_SCRIPT = `
tree() {
  echo "$1"
  for f in /proc/[0-9]*/stat; do
    read -r l <"$f" || continue
    set -- "$1" \${l##*) }
    [ "$3" = "$1" ] || continue
    f=\${f%/stat}
    tree "\${f#/proc/}"
  done
}
exec 2>/dev/null
if kill -s 0 -- "-$1"; then whom=-$1; else whom=$(tree "$1"); fi
kill -s TERM -- $whom || exit 0
n=0
while [ $n -lt 5 ]; do
  kill -s 0 -- $whom || exit 0
  sleep 0.2 || sleep 1
  n=$((n + 1))
done
kill -s KILL -- $whom
exit 0
`.trim();
