import type { DebianHost, Host, XenFacts, XenHost, XenInstalledHost } from '../../../typings/host.ts';
import type { WaitOptions } from '../../../typings/wire.ts';
import { TestFailedError } from '../../errors/general-errors.ts';
import { HostStateError } from '../../errors/host-errors.ts';
import { asDebianHost } from '../../host/as-debian-host.ts';
import { seconds } from '../../util/units.ts';
import { readBootCommandLines } from './ram-boot.ts';

/**
 * Reboots a host on which Xen is installed, and checks that Xen runs: `xl info` answers after a new boot.
 *
 * @throws HostDownError (`HOST_DOWN`, blame test) - the host did not come up.
 * @throws TestFailedError (`TEST_FAILED`, blame test) - the host came up without Xen.
 */
export async function bootXen(host: XenInstalledHost, options: WaitOptions = {}): Promise<XenHost> {
  const lines = (await host.imaging?.runningSystem()) === 'ram' ? await readBootCommandLines(host, options) : null;
  if (host.imaging === null || lines === null) {
    await host.reboot(options);
  } else {
    await host.imaging.bootXen(lines, options);
    await host.awaitUp(options);
  }
  const facts = await readXenFacts(host);
  if (facts === null)
    throw new TestFailedError(`${host.name}: rebooted, but "xl info" does not answer: it did not boot into Xen`);
  host.emitter.progress(`${host.name}: runs Xen ${facts.version} (${facts.commandLine})`);
  return { ...host, xen: facts };
}

/**
 * Returns the host with facts about the running Xen.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - Xen does not run on the host.
 */
export async function asXenHost(host: Host): Promise<XenHost> {
  const installed = await asXenInstalledHost(host);
  const xen = await readXenFacts(host);
  if (xen === null) throw new HostStateError(host.name, 'xen', '"xl info" does not answer');
  return { ...installed, xen };
}

/**
 * Returns the host with the version of its installed Xen packages.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - no Xen package is installed.
 */
export async function asXenInstalledHost(host: Host): Promise<XenInstalledHost> {
  const debian: DebianHost = await asDebianHost(host);
  const version = await host.text("dpkg-query -W -f '${Version}' 'xen-hypervisor-*-amd64' 2>/dev/null | head -n1");
  if (version === '') throw new HostStateError(host.name, 'xen-installed', 'no package xen-hypervisor-* is installed');
  return { ...debian, xenInstalled: { version } };
}

/** Returns the facts that `xl info` prints; null: Xen does not run on the host. */
async function readXenFacts(host: Host): Promise<XenFacts | null> {
  const { exitCode, stdout } = await host.exec('xl info', { timeoutMs: seconds(30), okExitCodes: 'any' });
  if (exitCode !== 0) return null;
  return parseXlInfo(stdout);
}

/** Parses the output of `xl info`: lines of `key : value`. */
function parseXlInfo(text: string): XenFacts {
  const value = (key: string): string => new RegExp(`^${key}\\s*: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  return {
    version: `${value('xen_major')}.${value('xen_minor')}${value('xen_extra')}`,
    commandLine: value('xen_commandline'),
    totalMemoryMiB: Number(value('total_memory')),
    freeMemoryMiB: Number(value('free_memory')),
    capabilities: value('virt_caps').split(/\s+/).filter(Boolean),
  };
}
