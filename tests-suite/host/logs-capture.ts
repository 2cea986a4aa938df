import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { captureFiles, defineTest, describeError, fail, minutes, seconds } from 'osstest';

/** Files, as the shell on the box expands them. */
const FILES = [
  '/var/log/syslog*',
  '/var/log/kern.log*',
  '/var/log/messages*',
  '/var/log/daemon.log*',
  '/var/log/dmesg*',
  '/var/log/dpkg.log',
  '/var/log/apt/*',
  '/var/log/xen/*',
  '/var/log/xen/console/*',
  '/etc/default/grub.d/*',
  '/etc/network/interfaces',
  '/boot/grub/grub.cfg',
  '/var/lib/osstest/guests/*/xl.cfg',
];

const OUTPUTS: Readonly<Record<string, string>> = {
  'xl-dmesg': 'xl dmesg',
  'xl-info': 'xl info',
  'xl-list': 'xl list -v',
  'xenstore-ls': 'xenstore-ls -fp',
  dmesg: 'dmesg -T',
  journal: 'journalctl -b --no-pager | tail -n 20000',
  ps: 'ps auxwwf',
  mount: 'mount; df -h',
  'ip-addr': 'ip addr; ip route; ip neigh',
  dpkg: 'dpkg-query -W',
  interrupts: 'cat /proc/interrupts /proc/meminfo',
};

export default defineTest(
  {
    name: 'logs-capture',
    summary: 'The logs of the box and its guests are in the stash.',
    needs: { host: 'bare' },
    timeoutMs: minutes(10),
  },
  async ({ host, stash, recorder, signal }) => {
    let captured = 0;
    const problems: string[] = [];
    const work = await mkdtemp(join(tmpdir(), 'osstest-logs-'));
    try {
      for (const [name, command] of Object.entries(OUTPUTS)) {
        const { stdout, stderr } = await host.exec(command, {
          timeoutMs: seconds(60),
          signal,
          okExitCodes: 'any',
          maxOutputBytes: 8 << 20,
        });
        if (stdout !== '') captured++;
        await stash.put(`${host.name}-output-${name}`, stdout === '' ? stderr : stdout);
      }
      await captureFiles(host, FILES, work, { timeoutMs: minutes(4), signal });
      for (const entry of await readdir(work, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        await stash.putFile(`${host.name}--${relative(work, path).replaceAll('/', '-')}`, path);
        captured++;
      }
    } catch (error) {
      signal.throwIfAborted();
      problems.push(describeError(error));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    recorder.progress(`${host.name}: ${captured} logs captured`);
    if (problems.length > 0) fail(`${host.name}: log capture was cut short: ${problems.join('; ')}`);
  },
);
