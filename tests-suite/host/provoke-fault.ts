import { defineTest, fail, minutes, seconds, type XenHost } from 'osstest';

interface FaultContext {
  readonly host: XenHost;
  readonly signal: AbortSignal;
}

/** Faults by the value of runvar `fault`. They are for the harness's own tests, and for checking a new lab. */
const FAULTS: Readonly<Record<string, (context: FaultContext) => Promise<void>>> = {
  none: () => Promise.resolve(),
  test: () => fail('the test fails by request'),
  'dom0-panic': async ({ host, signal }) => {
    await runLater(host, 'echo 1 > /proc/sys/kernel/sysrq; echo c > /proc/sysrq-trigger', signal);
    await host.exec('sleep 300', { timeoutMs: minutes(5), signal });
  },
  // Needs the runvar xen_boot_append=nmi=fatal.
  'xen-panic': async ({ host, signal }) => {
    if (host.power.nmi === undefined) fail(`${host.name}: its power (${host.power.method}) cannot send an NMI`);
    await host.power.nmi({ signal });
    await host.exec('sleep 300', { timeoutMs: minutes(5), signal });
  },
  // The guest does nothing any more; the next step finds that out.
  'guest-hang': async ({ host, signal }) => {
    await host.exec('xl pause "$(xl list | awk \'NR == 3 { print $1 }\')"', { signal });
  },
  'network-lost': async ({ host, signal }) => {
    await runLater(host, 'ip link set xenbr0 down', signal);
    await host.exec('sleep 20; true', { timeoutMs: seconds(60), signal });
  },
  'disk-full': async ({ host, signal }) => {
    await host.exec('dd if=/dev/zero of=/root/full bs=1M 2>/dev/null; cp /boot/vmlinuz-* /root/copy', {
      timeoutMs: minutes(10),
      signal,
    });
  },
  'no-boot': async ({ host, signal }) => {
    await host.exec('rm -rf /boot/grub/grub.cfg /boot/grub/i386-pc/normal.mod; sync', { signal });
    await host.reboot({ timeoutMs: minutes(2), signal });
  },
  hang: async ({ host, signal }) => {
    await host.exec('sleep 3000', { timeoutMs: minutes(50), signal });
  },
};

export default defineTest(
  {
    name: 'provoke-fault',
    summary: 'Provokes the fault that runvar fault names.',
    needs: { host: 'xen' },
    timeoutMs: minutes(4),
  },
  async ({ host, runvars, signal }) => {
    const name = runvars.get('fault') ?? 'none';
    const provoke = FAULTS[name] ?? fail(`runvar fault="${name}": want one of ${Object.keys(FAULTS).join(', ')}`);
    await provoke({ host, signal });
  },
);

/** Runs a command on the host in the background, 1 s later. */
async function runLater(host: XenHost, command: string, signal: AbortSignal): Promise<void> {
  await host.exec(`nohup sh -c 'sleep 1; ${command}' >/dev/null 2>&1 </dev/null &`, { signal });
}
