import type { CommandResult, ExecOptions } from './command.ts';
import type { Emitter } from './events.ts';
import type { PowerDriver, SerialConsole, SshConnection, WaitOptions } from './wire.ts';

/** A booked host that is opened: it can be switched, watched and, where something runs on it, driven. */
export interface Host extends AsyncDisposable {
  readonly name: string;
  /** What the recipe calls it: `host`, `src_host`, `dst_host`. */
  readonly ident: string;
  readonly flags: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly ssh: SshConnection;
  readonly power: PowerDriver;
  /** null: this host has no serial console. */
  readonly serial: SerialConsole | null;
  readonly emitter: Emitter;
  /**
   * Calls the listener when the host itself has failed, beneath what runs on it; returns a function that ends that.
   * Absent: nobody can tell.
   */
  readonly onFailure?: ((listener: (error: Error) => void) => () => void) | undefined;
  /** How this host gets a system; null: it cannot be given one by us, it keeps what it has. */
  readonly imaging: HostImaging | null;
  /** How this host gets onto a network with the other hosts of its job; null: it sees them anyway. */
  readonly network: HostNetwork | null;

  /** Runs a command; see {@link SshConnection.exec}. */
  exec(command: string | readonly string[], options?: ExecOptions): Promise<CommandResult>;
  /** What a command prints, without the line ends behind it. */
  text(command: string | readonly string[], options?: ExecOptions): Promise<string>;
  /**
   * Reboots the host and returns when a new boot has come up, which the kernel's boot id shows.
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
  /** Returns what distinguishes this boot of the host from others. Source: /proc/sys/kernel/random/boot_id. */
  bootId(options?: WaitOptions): Promise<string>;
}

export interface RebootOptions extends WaitOptions {
  /** `command`: by the system on the host; `power`: by the reset button. Default `command`. */
  readonly via?: 'command' | 'power';
}

export interface RebootResult {
  /** From the order to the first login after it. */
  readonly durationMs: number;
  readonly bootId: string;
}

export interface AwaitUpOptions extends WaitOptions {
  /** The previous boot: waits on while the host still runs it. */
  readonly notBootId?: string;
}

/** A network of its own between hosts: an ethernet switch with a DHCP server. Its hosts see an unplugged cable when it ends. */
export interface Lan extends AsyncDisposable {
  /** Unix socket to which the card of a QEMU host connects. */
  readonly socketPath: string;
  /** Such as `10.78.0`: addresses are 10.78.0.0/24. */
  readonly subnet: string;
  /** The address that a card has here, whether it asks for it or not. */
  addressOf(ether: string): string;
}

/** Joins a host to networks beside its own: for hosts whose cards are virtual. */
export interface HostNetwork {
  /** Opens a network for this host and others; it ends with this process. */
  openLan(): Promise<Lan>;
  /** Attaches a card on the network, with a bridge for guests over it. The host must run Debian. */
  join(lan: Lan, options?: WaitOptions): Promise<void>;
  /** Where the host is there; null: it has joined none. */
  readonly joined: { readonly bridge: string; readonly address: string } | null;
}

/** Where the system of a QEMU host is. */
export type HostSystem =
  | 'disk' // Debian with a boot loader on a disk; Xen is installed on it
  | 'ram'; // Debian and Xen in an initramfs that QEMU boots directly; its disk is /var/tmp, and a reboot resets every other file

/** Gives a host a system without an installer: for hosts whose disk is a file. */
export interface HostImaging {
  /** The system that the host gets if a job requests none. Source: config key qemu.system. */
  readonly system: HostSystem;
  /** Switches the host off, replaces its disk and its system, and switches it on. Returns the digest of the image. */
  installImage(system: HostSystem, options?: WaitOptions): Promise<{ readonly digest: string }>;
  /** Returns the digest that {@link installImage} would return; builds nothing. */
  imageDigest(system: HostSystem): Promise<string>;
  /** Returns which system the host runs; null: it never ran. */
  runningSystem(): Promise<HostSystem | null>;
  /** Switches a host whose system is in RAM off, and on into Xen. */
  bootXen(commandLines: BootCommandLines, options?: WaitOptions): Promise<void>;
  /**
   * Attaches a fresh disk made from the image to the running host, such as the disk of a guest. Returns the path at which the
   * host finds the disk within a few seconds.
   */
  attachDisk(kind: 'debian', serial: string, options?: WaitOptions): Promise<{ readonly device: string }>;
  /** Freezes the running host under a key and goes on from there: memory and disk can be thawed by later jobs. */
  freeze(key: string, options?: WaitOptions): Promise<void>;
  /** Starts the host as it was frozen under the key; null: there is no such state. */
  thaw(key: string, options?: WaitOptions): Promise<{ readonly frozenAt: Date } | null>;
}

/** The command lines of Xen and of its dom0. */
export interface BootCommandLines {
  readonly xen: string;
  readonly linux: string;
}

/** A host on which Debian runs. */
export interface DebianHost extends Host {
  readonly debian: DebianFacts;
}

export interface DebianFacts {
  /** Such as `12.8`. Source: /etc/debian_version. */
  readonly version: string;
  /** Such as `bookworm`. Source: /etc/os-release. */
  readonly suite: string;
  /** Source: uname -r. */
  readonly kernel: string;
  /** Debian's name for the architecture. Source: dpkg --print-architecture. */
  readonly arch: string;
}

/** A Debian host with Xen's packages and boot set-up, not necessarily booted into Xen. */
export interface XenInstalledHost extends DebianHost {
  readonly xenInstalled: { readonly version: string };
}

/** A host that runs Xen, with Debian as dom0. */
export interface XenHost extends XenInstalledHost {
  readonly xen: XenFacts;
}

/** Source: xl info. */
export interface XenFacts {
  /** Such as `4.17.7-pre`. */
  readonly version: string;
  /** Command line that Xen was booted with. */
  readonly commandLine: string;
  readonly totalMemoryMiB: number;
  readonly freeMemoryMiB: number;
  /** Such as `hvm`, `hap`. */
  readonly capabilities: readonly string[];
}
