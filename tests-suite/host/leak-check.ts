import { defineTest, fail, minutes, quoteShell, seconds, type XenHost } from 'osstest';

/** Commands that print the items of an inventory, one a line. */
const INVENTORY: Readonly<Record<string, string>> = {
  domain: "xl list | tail -n +2 | awk '{print $1}'",
  process: "ps -eo comm=,ppid= | awk '$NF != 2 && $NF != 0 {NF--; print}' | sort -u",
  xenstore: "xenstore-ls -f | sed -n 's/ = .*//p' | grep -E '^/(local/domain|vm|libxl)/'",
  file: 'find /tmp /var/tmp /run /var/lib/xen -xdev -type f -o -xdev -type s 2>/dev/null',
};

/** Items that appear and disappear without a test. */
const IGNORED: readonly RegExp[] = [
  /^process (sshd?|sh|ps|awk|sort|sftp-server|bash|systemd.*|\(sd-pam\)|\(udev-worker\)|agetty|cron|dhclient|udevd|apt.*)$/,
  /^file \/tmp\/(systemd-private-|osstest-)/,
  /^file \/run\/(systemd|udev|user|dhclient|log|sudo|blkid|mount|sshd|lock|initctl|network)/,
  /^file \/run\/xen\/domid-history$/, // written by the toolstack: domain numbers that it must not reuse soon
  /^file \/run\/xenstored\/db$/, // written by oxenstored each time its access log is full
  /^xenstore \/local\/domain\/0(\/|$)(?!backend)/,
  /^xenstore \/libxl\/0(\/|$)/,
];

async function takeInventory(host: XenHost, signal: AbortSignal): Promise<readonly string[]> {
  const script = Object.entries(INVENTORY)
    .map(([kind, command]) => `{ ${command}; } | sed 's/^/${kind} /'`)
    .join('; ');
  const { stdout } = await host.exec(quoteShell(['sh', '-c', script]), {
    timeoutMs: minutes(2),
    signal,
    okExitCodes: 'any',
  });
  return stdout.split('\n').filter((line) => line !== '' && !IGNORED.some((pattern) => pattern.test(line)));
}

/** Arguments: `basis` before the tests, `check` after them. */
export default defineTest(
  {
    name: 'leak-check',
    summary: 'Domains, processes, xenstore and files are the same after the tests as before.',
    needs: { host: 'xen' },
    timeoutMs: minutes(5),
  },
  async ({ host, args: [what], stash, recorder, signal }) => {
    const name = `leak-basis-${host.name}`;
    if (what === 'basis') {
      const inventory = await takeInventory(host, signal);
      await stash.put(name, `${inventory.join('\n')}\n`);
      recorder.progress(`${host.name}: ${inventory.length} items recorded`);
      return;
    }
    const basis = await stash.read(name);
    if (basis === null) fail(`${host.name}: no "${name}" in the stash: leak-check basis has not run`);
    const known = new Set(basis.toString('utf8').split('\n'));
    const leaksNow = async (): Promise<readonly string[]> =>
      (await takeInventory(host, signal)).filter((item) => !known.has(item));
    let leaked = await leaksNow();
    for (let round = 0; leaked.length > 0 && round < 3; round++) {
      recorder.progress(`${host.name}: checking ${leaked.length} items again: ${leaked.slice(0, 3).join(', ')}`);
      await host.exec(['sleep', '3'], { timeoutMs: seconds(30), signal });
      const again = new Set(await leaksNow());
      leaked = leaked.filter((item) => again.has(item));
    }
    if (leaked.length > 0) {
      await stash.put(`leaked-${host.name}`, `${leaked.join('\n')}\n`);
      fail(
        `${host.name}: LEAKED ${leaked.length}: ${leaked.slice(0, 5).join(', ')}${leaked.length > 5 ? ', ...' : ''}`,
      );
    }
  },
);
