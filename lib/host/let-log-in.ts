import type { Host } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { quoteShell } from '../util/quote.ts';
import { minutes } from '../util/units.ts';

/** Lets root of one host log in to another host by ssh without a prompt, such as for the migration of a guest. */
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
  // An unknown host key is learned, as in our own connection.
  await from.exec(['ssh', '-o', 'StrictHostKeyChecking=accept-new', '-o', 'BatchMode=yes', address, 'true'], bounds);
}

/** Returns a command that adds a line to a file, unless the file has it. */
function addLine(path: string, line: string): string {
  const quoted = quoteShell([line]);
  return `touch ${path}; grep -qxF ${quoted} ${path} || printf '%s\\n' ${quoted} >> ${path}`;
}
