import { quoteShell } from '../../util/quote.ts';

/** Returns the mark before each answer of a lane. Its id is random, so that no output of a command can match it. */
export const laneMark = (id: string): string => `\x1eosstest ${id} `;

/**
 * Returns the script of a shell that runs one command after another. Each command then costs a fork, not a new session
 * with a login shell and its start-up files.
 *
 * A lane must behave like a session of the command's own, in which a process that the command leaves running can hold
 * the output open. Such a process has a process id that was allocated since the start of the command. If the script
 * finds one, or cannot exclude one, the lane ends after this command. Its channel then closes when the last process
 * closes the output, as with sshd.
 */
export const laneScript = (helloId: string): string => `exec sh -c ${quoteShell([SCRIPT.replace('HELLO', helloId)])}`;

const SCRIPT = `
[ -r /proc/loadavg ] && [ /proc/self/fd/1 -ef /proc/self/fd/1 ] || exit 1
osst_nl='
'
osst_say() { printf '\\036osstest %s %s\\n' "$1" "$2"; printf '\\036osstest %s -\\n' "$1" >&2; }
osst_look() {
  osst_h=1
  [ "$osst_a" -ge "$osst_b" ] && [ $((osst_a - osst_b)) -le 512 ] || return
  while [ "$osst_b" -lt "$osst_a" ]; do
    osst_b=$((osst_b + 1))
    [ -e "/proc/$osst_b" ] || continue
    [ -r "/proc/$osst_b/fd" ] || [ ! -e "/proc/$osst_b" ] || return
    for osst_x in "/proc/$osst_b/fd/"*; do
      [ "$osst_x" -ef /proc/self/fd/1 ] || [ "$osst_x" -ef /proc/self/fd/2 ] || continue
      return
    done
  done
  osst_h=0
}
osst_say HELLO $$
while read -r osst_id osst_n; do
  [ "$osst_n" != 0 ] || { osst_say "$osst_id" here; continue; }
  IFS= read -r osst_c || exit
  while [ "$osst_n" -gt 1 ]; do
    IFS= read -r osst_x || exit
    osst_c=$osst_c$osst_nl$osst_x
    osst_n=$((osst_n - 1))
  done
  read -r osst_x osst_x osst_x osst_x osst_b </proc/loadavg
  (set --; eval "$osst_c") </dev/null
  osst_s=$?
  read -r osst_x osst_x osst_x osst_x osst_a </proc/loadavg
  osst_look
  osst_say "$osst_id" "$osst_s $osst_h"
  [ "$osst_h" = 0 ] || exit 0
done
`.trim();
