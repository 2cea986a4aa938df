import { quoteShell } from '../../util/quote.ts';

/** Begins each word of the lane to us; the number that follows cannot be guessed by what a command prints. */
export const laneMark = (id: string): string => `\x1eosstest ${id} `;

/**
 * A shell that stays and runs one command after the other, so that each costs a fork and not a new session, a login
 * shell and its start-up files. It must not differ from a session of the command's own: whoever the command leaves
 * running may hold its output open. Such a process has a process id that was given out since; if there is one, or if it
 * cannot be told, the lane ends after this command, and its channel closes when the last holder does, as with sshd.
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
