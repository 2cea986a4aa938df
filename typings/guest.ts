import type { CommandResult, ExecOptions } from './command.ts';
import type { XenHost } from './host.ts';
import type { SshConnection, WaitOptions } from './wire.ts';

/** How a guest is virtualised. */
export type GuestKind = 'pv' | 'pvh' | 'hvm';

/** `tiny`: busybox and dropbear in an initramfs, up in seconds; `debian`: a real Debian on a disk of its own. */
export type GuestDistro = 'tiny' | 'debian';

/** What a guest is made of. */
export interface GuestDefinition {
  readonly name: string;
  readonly kind: GuestKind;
  readonly distro: GuestDistro;
  readonly memoryMiB: number;
  readonly vcpus: number;
  readonly ether: string;
  /** The whole disk on the host, a device or a file; null: it has none. */
  readonly disk: string | null;
}

/** What a toolstack says of a domain. */
export type DomainState = 'running' | 'blocked' | 'paused' | 'shutdown' | 'crashed' | 'dying' | 'absent';

/** A domain at one moment. */
export interface DomainInfo {
  /** `absent`: there is none of this name. */
  readonly state: DomainState;
  /** Its number, which each has for itself: one that boots anew has another one. null: there is none of this name. */
  readonly domid: number | null;
}

/** A guest on a Xen host. */
export interface Guest extends AsyncDisposable {
  readonly host: XenHost;
  readonly definition: GuestDefinition;
  readonly name: string;
  /** Where it was seen last; it counts where neither its console nor its host knows an address. null: nowhere. */
  readonly lastAddress: string | null;
  /** Starts the domain; returns when the toolstack has created it. */
  start(options?: WaitOptions): Promise<void>;
  /** Waits until it answers: address known, ping, a command over ssh. Returns how long each took. */
  awaitUp(
    options?: WaitOptions,
  ): Promise<{ readonly address: string; readonly addressMs: number; readonly pingMs: number; readonly sshMs: number }>;
  /** Asks it to shut down and waits until the domain is gone. */
  stop(options?: WaitOptions): Promise<void>;
  /** Ends the domain at once; no error when there is none. */
  destroy(options?: WaitOptions): Promise<void>;
  /** How its domain is just now. */
  state(): Promise<DomainState>;
  /** Asks it to boot anew; returns when the toolstack has told it. */
  reboot(options?: WaitOptions): Promise<void>;
  /** Stops its processors; it answers nothing until `unpause`. */
  pause(options?: WaitOptions): Promise<void>;
  /** Lets its processors go on. */
  unpause(options?: WaitOptions): Promise<void>;
  /** Writes its state to a file on the host; the domain is gone then. */
  save(path: string, options?: WaitOptions): Promise<void>;
  /** Goes on from a file that `save` wrote. */
  restore(path: string, options?: WaitOptions): Promise<void>;
  /** Migrates it, running, to the host on which it is. */
  migrateLocally(options?: WaitOptions): Promise<void>;
  /**
   * Migrates it, running, to another host that sees this one; this object is of no use afterwards.
   *
   * @returns the guest on the other host.
   */
  migrateTo(host: XenHost, options?: WaitOptions): Promise<Guest>;
  /** Why it cannot be migrated while it runs; null: it can. */
  whyNotMigrate(): Promise<string | null>;
  /** The guest's own connection, through its host. */
  readonly ssh: SshConnection;
  /** Runs a command on it, as root. */
  exec(command: string | readonly string[], options?: ExecOptions): Promise<CommandResult>;
  /** What it printed on its console so far. */
  consoleLog(): Promise<string>;
}

/** Drives domains on a Xen host. */
export interface Toolstack {
  readonly name: string;
  /** Creates the domain that an xl configuration on the host describes. */
  create(configPath: string, options?: WaitOptions): Promise<void>;
  /** Asks the guest to shut down, and returns when its domain has. */
  shutdown(domain: string, options?: WaitOptions): Promise<void>;
  /** Ends the domain at once. */
  destroy(domain: string, options?: WaitOptions): Promise<void>;
  /** Asks the guest to boot anew. */
  reboot(domain: string, options?: WaitOptions): Promise<void>;
  /** Stops its processors. */
  pause(domain: string, options?: WaitOptions): Promise<void>;
  /** Lets its processors go on. */
  unpause(domain: string, options?: WaitOptions): Promise<void>;
  /** Writes its state to a file on the host; the domain is gone then. */
  save(domain: string, path: string, options?: WaitOptions): Promise<void>;
  /** Creates the domain whose state is in a file on the host. */
  restore(path: string, options?: WaitOptions): Promise<void>;
  /** Migrates the domain, running, to the host on which it is. */
  migrateLocally(domain: string, options?: WaitOptions): Promise<void>;
  /** `address`: of the other host, to which this one can log in. */
  migrateTo(domain: string, address: string, options?: WaitOptions): Promise<void>;
  /** Returns the state of a domain. */
  inspect(domain: string): Promise<DomainInfo>;
  /**
   * How a domain that is gone ended, and what Xen said of it, such as `shut down by reboot (Xen: d3v0 Triple fault ...)`;
   * null: nothing is noted.
   */
  describeEnd(domain: string): Promise<string | null>;
  /** Names of all domains, dom0 first. */
  list(): Promise<readonly string[]>;
}
