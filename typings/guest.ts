import type { CommandResult, ExecOptions } from './command.ts';
import type { XenHost } from './host.ts';
import type { SshConnection, WaitOptions } from './wire.ts';

/** How a guest is virtualised. */
export type GuestKind = 'pv' | 'pvh' | 'hvm';

/** `tiny`: busybox and dropbear in an initramfs, up in seconds; `debian`: a real Debian on a disk of its own. */
export type GuestDistro = 'tiny' | 'debian';

/** The configuration of a guest. */
export interface GuestDefinition {
  /** Name of the guest and of its domain. */
  readonly name: string;
  /** How the guest is virtualised. */
  readonly kind: GuestKind;
  /** System that runs in the guest. */
  readonly distro: GuestDistro;
  /** Memory of the guest, in MiB. */
  readonly memoryMiB: number;
  /** Number of its virtual processors. */
  readonly vcpus: number;
  /** MAC address of its network card. */
  readonly ether: string;
  /** Path of its whole disk on the host, a device or a file; null: it has none. */
  readonly disk: string | null;
}

/** State of a domain as the toolstack reports it; `absent`: there is no domain of this name. */
export type DomainState = 'running' | 'blocked' | 'paused' | 'shutdown' | 'crashed' | 'dying' | 'absent';

/** A domain at one moment. */
export interface DomainInfo {
  /** State of the domain. */
  readonly state: DomainState;
  /** Unique number of the domain; a domain that reboots gets another one. null: there is no domain of this name. */
  readonly domid: number | null;
}

/**
 * A guest on a Xen host.
 *
 * @example
 * await guest.start();
 * await guest.awaitUp({ timeoutMs: minutes(4) });
 * const { stdout } = await guest.exec('uname -r');
 * await guest.stop();
 */
export interface Guest extends AsyncDisposable {
  /** The Xen host that runs the guest. */
  readonly host: XenHost;
  /** Configuration of the guest. */
  readonly definition: GuestDefinition;
  /** Name of the guest and of its domain. */
  readonly name: string;
  /** Last known address, used while neither the guest's console nor its host knows one. null: none is known. */
  readonly lastAddress: string | null;
  /** Starts the domain; returns when the toolstack has created it. */
  start(options?: WaitOptions): Promise<void>;
  /** Waits until the guest answers: address known, ping, a command over ssh. Returns how long each took. */
  awaitUp(
    options?: WaitOptions,
  ): Promise<{ readonly address: string; readonly addressMs: number; readonly pingMs: number; readonly sshMs: number }>;
  /** Asks the guest to shut down and waits until its domain is gone. */
  stop(options?: WaitOptions): Promise<void>;
  /** Destroys the domain immediately; no error if there is none. */
  destroy(options?: WaitOptions): Promise<void>;
  /** Returns the current state of the guest's domain. */
  state(): Promise<DomainState>;
  /** Asks the guest to reboot; returns when the toolstack has delivered the request. */
  reboot(options?: WaitOptions): Promise<void>;
  /** Stops the guest's processors; it does not answer until `unpause`. */
  pause(options?: WaitOptions): Promise<void>;
  /** Resumes the guest's processors. */
  unpause(options?: WaitOptions): Promise<void>;
  /** Saves the guest's state to a file on the host and removes its domain. */
  save(path: string, options?: WaitOptions): Promise<void>;
  /** Restores the guest from a file that `save` wrote. */
  restore(path: string, options?: WaitOptions): Promise<void>;
  /** Live-migrates the guest to the host that it is on. */
  migrateLocally(options?: WaitOptions): Promise<void>;
  /**
   * Live-migrates the guest to another host that reaches this one. This object must not be used afterwards.
   *
   * @returns the guest on the other host.
   */
  migrateTo(host: XenHost, options?: WaitOptions): Promise<Guest>;
  /** Returns why the guest cannot be live-migrated; null: it can. */
  whyNotMigrate(): Promise<string | null>;
  /** Connection to the guest, through its host. */
  readonly ssh: SshConnection;
  /** Runs a command in the guest as root, within 60 s by default; see {@link SshConnection.exec}. */
  exec(command: string | readonly string[], options?: ExecOptions): Promise<CommandResult>;
  /** Returns everything that the guest has printed on its console. */
  consoleLog(): Promise<string>;
}

/** Controls domains on a Xen host. */
export interface Toolstack {
  /** Name of the toolstack, such as `xl`. */
  readonly name: string;
  /** Creates the domain that an xl configuration on the host describes. */
  create(configPath: string, options?: WaitOptions): Promise<void>;
  /** Asks the guest to shut down, and returns when its domain has shut down. */
  shutdown(domain: string, options?: WaitOptions): Promise<void>;
  /** Destroys the domain immediately. */
  destroy(domain: string, options?: WaitOptions): Promise<void>;
  /** Asks the guest to reboot. */
  reboot(domain: string, options?: WaitOptions): Promise<void>;
  /** Stops the processors of the domain. */
  pause(domain: string, options?: WaitOptions): Promise<void>;
  /** Resumes the processors of the domain. */
  unpause(domain: string, options?: WaitOptions): Promise<void>;
  /** Saves the state of the domain to a file on the host and removes the domain. */
  save(domain: string, path: string, options?: WaitOptions): Promise<void>;
  /** Creates the domain whose state is in a file on the host. */
  restore(path: string, options?: WaitOptions): Promise<void>;
  /** Live-migrates the domain to the host that it is on. */
  migrateLocally(domain: string, options?: WaitOptions): Promise<void>;
  /** Live-migrates the domain to another host. `address`: of that host, to which this one can log in. */
  migrateTo(domain: string, address: string, options?: WaitOptions): Promise<void>;
  /** Returns the state and number of a domain. */
  inspect(domain: string): Promise<DomainInfo>;
  /**
   * Returns how a former domain ended, with Xen's message about it, such as
   * `shut down by reboot (Xen: d3v0 Triple fault ...)`; null: nothing is recorded.
   */
  describeEnd(domain: string): Promise<string | null>;
  /** Returns the names of all domains, dom0 first. */
  list(): Promise<readonly string[]>;
}
