import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import {
  captureFiles,
  defineTest,
  describeError,
  fail,
  minutes,
  requestDebug,
  seconds,
  type Host,
  type TestContext,
} from 'osstest';

/** Shell patterns of the captured files. */
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
  'journal-before': 'journalctl -b -1 --no-pager 2>/dev/null | tail -n 5000',
  ps: 'ps auxwwf',
  mount: 'mount; df -h',
  'ip-addr': 'ip addr; ip route; ip neigh',
  dpkg: 'dpkg-query -W',
  interrupts: 'cat /proc/interrupts /proc/meminfo',
};

type Context = Pick<TestContext<{ readonly host: 'bare' }>, 'host' | 'stash' | 'recorder' | 'signal'>;

export default defineTest(
  {
    name: 'logs-capture',
    summary: 'The logs of the host and its guests are in the stash.',
    needs: { host: 'bare' },
    timeoutMs: minutes(20),
  },
  async (context) => {
    const { host, recorder, signal } = context;
    const problems: string[] = [];
    const why = await whyNoAnswer(host, signal);
    if (why !== null) {
      recorder.progress(`${host.name}: does not answer: ${why}`);
      await wake(context).catch((error: unknown) => {
        signal.throwIfAborted();
        problems.push(describeError(error));
      });
    }
    const captured = problems.length > 0 ? 0 : await capture(context, problems);
    recorder.progress(`${host.name}: ${captured} logs captured`);
    if (problems.length > 0) fail(`${host.name}: log capture is incomplete: ${problems.join('; ')}`);
  },
);

/** Returns why the host does not answer; null: it answers. Allows for the time of a boot. */
async function whyNoAnswer(host: Host, signal: AbortSignal): Promise<string | null> {
  try {
    await host.awaitUp({ timeoutMs: seconds(60), signal });
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return describeError(error);
  }
}

/** Asks Xen on an unresponsive host for its state, which its console log records, and then reboots the host by its power. */
async function wake({ host, recorder, signal }: Context): Promise<void> {
  try {
    const bytes = await requestDebug(host, { signal });
    recorder.progress(
      bytes === null
        ? `${host.name}: has no serial console for a request to Xen`
        : `${host.name}: Xen answered on the serial console: ${bytes} bytes in its log`,
    );
  } catch (error) {
    signal.throwIfAborted();
    recorder.progress(`${host.name}: Xen does not answer on the serial console: ${describeError(error)}`);
  }
  recorder.progress(`${host.name}: switching its power off and on`);
  await host.ssh.disconnect();
  await host.power.off({ signal });
  await host.power.on({ signal });
  await host.awaitUp({ timeoutMs: minutes(6), signal });
}

/** Captures the logs. Returns their number, and adds the error of an incomplete capture to `problems`. */
async function capture({ host, stash, signal }: Context, problems: string[]): Promise<number> {
  let captured = 0;
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
  return captured;
}
