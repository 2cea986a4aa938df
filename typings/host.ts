import type { CommandResult, ExecOptions } from './command.ts';
import type { Emitter } from './events.ts';
import type { PowerDriver, SerialConsole, SshConnection, WaitOptions } from './wire.ts';

/**
 * A booked and opened host: controls its power, reads its console and, where a system runs on it, runs commands.
 *
 * @example
 * const kernel = await host.text('uname -r');
 * const { exitCode } = await host.exec('grep -q hvm /proc/cpuinfo', { okExitCodes: [0, 1] });
 * await host.reboot();
 */
export interface Host extends AsyncDisposable {
  /** Name of the host, such as `qemu0`: the key of its entry in the configuration or the host database. */
  readonly name: string;
  /** Name of the host within the recipe: `host`, `src_host`, `dst_host`. */
  readonly ident: string;
  /** Flags of the host, by which jobs select it: `host.flags.includes('arch-amd64')`. Source: table hostflags. */
  readonly flags: readonly string[];
  /** Properties of the host, by name: `host.properties['disk-device'] ?? '/dev/vda'`. Source: table resource_properties. */
  readonly properties: Readonly<Record<string, string>>;
  /** Connection to the host, for files and tunnels: `host.ssh.putFile(localPath, '/root/image')`. It opens on first use. */
  readonly ssh: SshConnection;
  /** Power of the host: `host.power.reset()` presses its reset button. To wait for the new boot, use {@link Host.reboot}. */
  readonly power: PowerDriver;
  /** Serial console of the host; null: it has none. */
  readonly serial: SerialConsole | null;
  /** Emits events that name this host. */
  readonly emitter: Emitter;
  /**
   * Calls the listener when the host itself fails, not the system on it; returns a function that removes the listener.
   * Absent: the failure of this host cannot be detected.
   */
  readonly onFailure?: ((listener: (error: Error) => void) => () => void) | undefined;
  /** Installs a system on this host; null: osstest cannot install one, and the host keeps its system. */
  readonly imaging: HostImaging | null;
  /** Connects this host to a network with the other hosts of its job; null: it reaches them without. */
  readonly network: HostNetwork | null;

  /** Runs a command on the host, within 60 s by default; see {@link SshConnection.exec}. */
  exec(command: string | readonly string[], options?: ExecOptions): Promise<CommandResult>;
  /** Runs a command and returns what it prints on stdout, without trailing line ends. */
  text(command: string | readonly string[], options?: ExecOptions): Promise<string>;
  /**
   * Reboots the host and returns when a new boot is up, which the kernel's boot id shows.
   *
   * @throws HostDownError (`HOST_DOWN`, blame test) - not up within timeoutMs (default 6 minutes).
   * @throws the signal's reason when it is aborted, such as a crash seen on the console.
   */
  reboot(options?: RebootOptions): Promise<RebootResult>;
  /**
   * Waits until a command runs on the host. Returns the boot id.
   *
   * @throws HostDownError (`HOST_DOWN`, blame test) - not up within timeoutMs (default 6 minutes).
   */
  awaitUp(options?: AwaitUpOptions): Promise<string>;
  /** Returns the id of the current boot, different for every boot. Source: /proc/sys/kernel/random/boot_id. */
  bootId(options?: WaitOptions): Promise<string>;
}

/** Options of {@link Host.reboot}. */
export interface RebootOptions extends WaitOptions {
  /** `command`: by the system on the host; `power`: by the reset button. Default `command`. */
  readonly via?: 'command' | 'power';
}

/** Result of {@link Host.reboot}. */
export interface RebootResult {
  /** Time from the order to the first login after it. */
  readonly durationMs: number;
  /** Id of the new boot. */
  readonly bootId: string;
}

/** Options of {@link Host.awaitUp}. */
export interface AwaitUpOptions extends WaitOptions {
  /** Id of the previous boot: the wait continues while the host still runs it. */
  readonly notBootId?: string;
}

/** A private network between hosts: an ethernet switch with a DHCP server. Its hosts see an unplugged cable when it ends. */
export interface Lan extends AsyncDisposable {
  /** Unix socket to which the network card of a QEMU host connects. */
  readonly socketPath: string;
  /** First three numbers of the addresses: `10.78.0` is 10.78.0.0/24. */
  readonly subnet: string;
  /** Returns the address reserved for the card with this MAC address. */
  addressOf(ether: string): string;
}

/** Connects a host to additional networks: for hosts whose network cards are virtual. */
export interface HostNetwork {
  /** Opens a network for this host and others. The network ends with this process. */
  openLan(): Promise<Lan>;
  /** Attaches a card on the network, with a bridge for guests over it. The host must run Debian. */
  join(lan: Lan, options?: WaitOptions): Promise<void>;
  /** The host's bridge and address on the network; null: it has joined none. */
  readonly joined: { readonly bridge: string; readonly address: string } | null;
}

/** Where the system of a QEMU host is stored. */
export type HostSystem =
  | 'disk' // Debian with a boot loader on a disk; Xen is installed on it
  | 'ram'; // Debian and Xen in an initramfs that QEMU boots directly; its disk is /var/tmp, and a reboot resets every other file

/** Installs a system on a host from an image, without an installer: for hosts whose disk is a file. */
export interface HostImaging {
  /** The system that the host gets if a job requests none. Source: config key qemu.system. */
  readonly system: HostSystem;
  /** Powers the host off, replaces its disk and system, and powers it on. Returns the digest of the image. */
  installImage(system: HostSystem, options?: WaitOptions): Promise<{ readonly digest: string }>;
  /** Returns the digest that {@link installImage} would return; builds nothing. */
  imageDigest(system: HostSystem): Promise<string>;
  /** Returns which system the host runs; null: it never ran. */
  runningSystem(): Promise<HostSystem | null>;
  /** Power-cycles a host whose system is in RAM, and boots it into Xen. */
  bootXen(commandLines: BootCommandLines, options?: WaitOptions): Promise<void>;
  /**
   * Attaches a fresh disk made from the image to the running host, such as the disk of a guest. Returns the path at which the
   * host finds the disk within a few seconds.
   */
  attachDisk(kind: 'debian', serial: string, options?: WaitOptions): Promise<{ readonly device: string }>;
  /** Stores memory and disk of the running host under a key, for later jobs to thaw. The host continues to run. */
  freeze(key: string, options?: WaitOptions): Promise<void>;
  /** Starts the host in the state that was frozen under the key; null: there is no such state. */
  thaw(key: string, options?: WaitOptions): Promise<{ readonly frozenAt: Date } | null>;
}

/** The command lines of Xen and of its dom0. */
export interface BootCommandLines {
  /** Command line of the hypervisor. */
  readonly xen: string;
  /** Command line of dom0's Linux kernel. */
  readonly linux: string;
}

/**
 * A host on which Debian runs: what a test gets with `needs: { host: 'debian' }`.
 *
 * @example
 * if (host.debian.suite === 'bookworm') await host.exec('apt-get install -y iperf3', { timeoutMs: minutes(5) });
 */
export interface DebianHost extends Host {
  /** Facts about its Debian, read when the host was opened. */
  readonly debian: DebianFacts;
}

/** Facts about the Debian that runs on a host. */
export interface DebianFacts {
  /** Version of Debian, such as `12.8`. Source: /etc/debian_version. */
  readonly version: string;
  /** Suite of Debian, such as `bookworm`. Source: /etc/os-release. */
  readonly suite: string;
  /** Release of the running kernel, such as `6.1.0-28-amd64`. Source: uname -r. */
  readonly kernel: string;
  /** Debian's name for the architecture, such as `amd64`. Source: dpkg --print-architecture. */
  readonly arch: string;
}

/** A Debian host with Xen's packages and boot set-up, not necessarily booted into Xen. */
export interface XenInstalledHost extends DebianHost {
  /** Version of the installed Xen. */
  readonly xenInstalled: { readonly version: string };
}

/**
 * A host that runs Xen, with Debian as dom0: what a test gets with `needs: { host: 'xen' }`.
 *
 * @example
 * if (!host.xen.capabilities.includes('hvm')) throw new Error(`${host.name}: cannot run HVM guests`);
 */
export interface XenHost extends XenInstalledHost {
  /** Facts about the running Xen, read when the host was opened. */
  readonly xen: XenFacts;
}

/** Facts about the Xen that runs on a host. Source: xl info. */
export interface XenFacts {
  /** Version of Xen, such as `4.17.7-pre`. */
  readonly version: string;
  /** Command line with which Xen was booted. */
  readonly commandLine: string;
  /** Memory of the whole host, in MiB. */
  readonly totalMemoryMiB: number;
  /** Memory that no domain uses, in MiB. */
  readonly freeMemoryMiB: number;
  /** Capabilities of the virtualisation hardware, such as `hvm`, `hap`. */
  readonly capabilities: readonly string[];
}
