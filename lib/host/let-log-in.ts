import type { Host } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { quoteShell } from '../util/quote.ts';
import { minutes } from '../util/units.ts';

/** Lets root of one host log in to another by ssh at an address, without a question; such as for a guest that moves. */
export async function letLogIn(from: Host, to: Host, address: string, wait: WaitOptions = {}): Promise<void> {
  const bounds = { timeoutMs: minutes(2), ...wait };
  const publicKey = await from.text(
    'mkdir -p -m 700 ~/.ssh; k=~/.ssh/id_ed25519; [ -e $k ] || ssh-keygen -q -t ed25519 -N "" -f $k; cat $k.pub',
    bounds,
  );
  const known = to.ssh.target.hostKeys;
  const hostKeys = known === 'learn' ? [] : known.map((key) => `${address} ${key}`);
  await to.exec(addLine('~/.ssh/authorized_keys', publicKey), bounds);
  for (const line of hostKeys) await from.exec(addLine('~/.ssh/known_hosts', line), bounds);
  // A key that we have not seen either is learned, as we learned ours.
  await from.exec(['ssh', '-o', 'StrictHostKeyChecking=accept-new', '-o', 'BatchMode=yes', address, 'true'], bounds);
}

/** Adds a line to a file, unless it is in it. */
function addLine(path: string, line: string): string {
  const quoted = quoteShell([line]);
  return `touch ${path}; grep -qxF ${quoted} ${path} || printf '%s\\n' ${quoted} >> ${path}`;
}
