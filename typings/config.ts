import type { HostSystem } from './host.ts';
import type { HostDefinition, PowerDefinition, SerialDefinition } from './host-definition.ts';

/** Folders of one user, absolute. */
export interface Paths {
  /** Folder of data that must not be lost: the private database, stash, hosts. Default `$XDG_STATE_HOME/osstest`. */
  readonly stateDir: string;
  /** Folder of files that can be recreated: images, packages. Default `$XDG_CACHE_HOME/osstest`. */
  readonly cacheDir: string;
  /** Sockets. Default `$XDG_RUNTIME_DIR/osstest`, else a private folder below the system's temporary one. */
  readonly runtimeDir: string;
  /** Files of jobs. Default `stateDir/stash`. */
  readonly stashDir: string;
}

/** Where results are recorded. */
export interface DatabaseConfig {
  /** PostgreSQL URL; null: the private server of this user. */
  readonly url: string | null;
  /** Whether the private server continues to run without users; else it stops with its last user. */
  readonly linger: boolean;
}

/** The QEMU hosts of this machine. */
export interface QemuConfig {
  /** How many QEMU hosts there are to book: qemu0, qemu1, ... */
  readonly hosts: number;
  readonly memoryMiB: number;
  readonly cpus: number;
  /** Where the hosts get Debian packages; null: the mirror of this machine's own apt sources. */
  readonly debianMirror: string | null;
  /** The system of a host for which its job requests none (runvar host_system). */
  readonly system: HostSystem;
}

/** Where a daemon listens. */
export interface DaemonAddress {
  readonly host: string;
  readonly port: number;
}

/** The components of the cost of a choice of hosts. Source: config key coordination.cost; runvars hostalloc_* go before it. */
export interface CostConfig {
  /** Assumed where no run is known. */
  readonly unknownDurationSeconds: number;
  /** Added to the cost of a build that could start now and has never been run. */
  readonly unknownDurationAllowanceSeconds: number;
  /** Added to every duration. */
  readonly durationMarginSeconds: number;
  /** Assumed age of the last start where none is known. */
  readonly unknownAgeSeconds: number;
  readonly maxVariationBonus: number;
  readonly variationScale: number;
  readonly previousFailureBonus: number;
  /** Share of the above for an equivalent host. */
  readonly equivalentFailureFactor: number;
  readonly shareReuseBonus: number;
}

/** The waiting constants of the queue daemon. */
export interface QueueTimesConfig {
  /** Delay between the first reason for a run of the queue and its start. */
  readonly holdoffMs: number;
  readonly thoughtsTimeoutMs: number;
  /** Interval of the search for free resources while a job waits. */
  readonly pollIntervalMs: number;
  /** Interval after which the queue is planned again in any case. */
  readonly planUpdateIntervalMs: number;
  /** Time after a start of the daemon without runs, so that clients can reconnect. */
  readonly startInhibitionMs: number;
  /** Expected duration of an allocation without a booking. */
  readonly rogueSeconds: number;
}

/** How hosts are booked, and the waiting constants of harnesses and daemons. */
export interface CoordinationConfig extends QueueTimesConfig {
  /** Tasks live with a connection to it; null: with one to the database. */
  readonly ownerDaemon: DaemonAddress | null;
  /** In whose order hosts are waited for; null: they are taken as they come free. */
  readonly queueDaemon: DaemonAddress | null;
  readonly heartbeatSeconds: number;
  readonly graceMs: number;
  readonly retryMs: number;
  readonly maxRetries: number;
  readonly cost: CostConfig;
}

/** How flights are run. */
export interface FlightsConfig {
  /** Jobs of one runner at the same time; null: as many as the lab has hosts for. */
  readonly jobsAtOnce: number | null;
  /** How often a job is run again whose harness was killed. */
  readonly retryLost: number;
  /** How often a job is run again that the lab broke; never one in which a test failed. */
  readonly retryBroken: number;
  /** How often a job is run again that got no host. */
  readonly retryStarved: number;
  /** Whether a build takes over what one with the same definition and inputs has made. */
  readonly reuseBuilds: boolean;
}

/** How long the files of flights stay, and where they are published. */
export interface FilesConfig {
  /** The oldest expire when less is free where the stash is. */
  readonly minFreeGiB: number;
  /** Younger flights keep their files whatever is free. */
  readonly minAgeDays: number;
  /** Older flights lose their files whatever is free; null: never. */
  readonly maxAgeDays: number | null;
  /** Folder for files and pages that others read, such as a web server's; null: nothing is published. */
  readonly publishDir: string | null;
}

/** The URLs in reports, and the recipients of reports. */
export interface ReportsConfig {
  /** Where the logs of jobs are published, without a slash at the end. */
  readonly logsUrl: string;
  /** Where pages of results are published, without a slash at the end. */
  readonly resultsUrl: string;
  /** Last lines of the classic report. */
  readonly trailer: string;
  /** SMTP server; null: no mail is sent. Holds the password, if any. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly mailTo: readonly string[];
}

/** How the gate works on this machine. */
export interface GateConfig {
  /** Branches that are served where no command names any: names of recipes/branches, or files. */
  readonly branches: readonly string[];
  /** How long one conversation with a git repository may take. */
  readonly remoteLimitMs: number;
  /** Where the page of all branches is written. */
  readonly pagesDir: string;
  /** Folder of the deployed versions of osstest; the link `current` names the one in use. null: nothing is deployed. */
  readonly deployDir: string | null;
}

/** The whole configuration: complete, frozen. Documented key by key in docs/config.md. */
export interface Config {
  /** The file that was read; null: there is none, or none was asked for. */
  readonly file: string | null;
  readonly paths: Paths;
  readonly database: DatabaseConfig;
  readonly qemu: QemuConfig;
  readonly coordination: CoordinationConfig;
  readonly flights: FlightsConfig;
  readonly files: FilesConfig;
  readonly reports: ReportsConfig;
  readonly gate: GateConfig;
  /** Hosts of your own, by name. */
  readonly hosts: readonly HostDefinition[];
  /** Branch of flights made without one. */
  readonly branch: string;
}

/** One host as osstest.yaml describes it; what is left out gets the default that docs/config.md names. */
export interface HostSettings {
  readonly address: string;
  readonly ssh?: {
    readonly port?: number;
    readonly user?: string;
    readonly identity?: string;
    readonly hostKeys?: readonly string[];
  };
  readonly ether?: string;
  readonly flags?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly power?: PowerDefinition;
  readonly serial?: SerialDefinition;
}

/** The settings that osstest.yaml, the environment or flags may contain. Every setting is optional. */
export interface ConfigSettings {
  readonly paths?: {
    readonly stateDir?: string;
    readonly cacheDir?: string;
    readonly runtimeDir?: string;
    readonly stashDir?: string;
  };
  readonly database?: { readonly url?: string | null; readonly linger?: boolean };
  readonly qemu?: {
    readonly hosts?: number;
    readonly memoryMiB?: number;
    readonly cpus?: number;
    readonly debianMirror?: string | null;
    readonly system?: HostSystem;
  };
  readonly coordination?: {
    readonly ownerDaemon?: string | null;
    readonly queueDaemon?: string | null;
    readonly heartbeatSeconds?: number;
    readonly graceMs?: number;
    readonly retryMs?: number;
    readonly maxRetries?: number;
    readonly holdoffMs?: number;
    readonly thoughtsTimeoutMs?: number;
    readonly pollIntervalMs?: number;
    readonly planUpdateIntervalMs?: number;
    readonly startInhibitionMs?: number;
    readonly rogueSeconds?: number;
    readonly cost?: { readonly [K in keyof CostConfig]?: number };
  };
  readonly flights?: {
    readonly jobsAtOnce?: number | null;
    readonly retryLost?: number;
    readonly retryBroken?: number;
    readonly retryStarved?: number;
    readonly reuseBuilds?: boolean;
  };
  readonly files?: {
    readonly minFreeGiB?: number;
    readonly minAgeDays?: number;
    readonly maxAgeDays?: number | null;
    readonly publishDir?: string | null;
  };
  readonly reports?: {
    readonly logsUrl?: string;
    readonly resultsUrl?: string;
    readonly trailer?: string;
    readonly smtpUrl?: string | null;
    readonly mailFrom?: string;
    readonly mailTo?: readonly string[];
  };
  readonly gate?: {
    readonly branches?: readonly string[];
    readonly remoteLimitMs?: number;
    readonly pagesDir?: string;
    readonly deployDir?: string | null;
  };
  readonly hosts?: Readonly<Record<string, HostSettings>>;
  readonly branch?: string;
}

/** Where a setting comes from. */
export type ConfigOrigin =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'flag' };

/** An error in the configuration. */
export interface ConfigProblem {
  readonly origin: ConfigOrigin;
  /** Dotted, such as `hosts.rack1.power.method`; empty: the whole file. */
  readonly key: string;
  readonly found: string;
  readonly accepted: string;
  /** What was probably meant. */
  readonly hint: string | null;
}

/** The meaning, value and origin of one key. */
export interface ConfigExplanation {
  readonly key: string;
  readonly value: unknown;
  readonly origin: ConfigOrigin;
  /** What is accepted, in words. */
  readonly type: string;
  readonly description: string;
  /** Environment variable that sets it; null: none does. */
  readonly env: string | null;
}
