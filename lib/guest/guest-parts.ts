import type { GuestKind } from '../../typings/guest.ts';

/** The guest whose files are stored on its host. */
export interface PutFilesOptions {
  /** Name of the domain. */
  readonly name: string;
  readonly kind: GuestKind;
  /** Where images are stored on the harness's machine. Source: config.paths.cacheDir. */
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
}

/** The files that a guest boots from, on its host. */
export interface GuestParts {
  readonly kernel: string;
  readonly ramdisk: string;
  /** Options for the guest's kernel, in addition to its console. */
  readonly extra: string;
  readonly disk: string | null;
  /** As in known_hosts. */
  readonly hostKeys: readonly string[];
}
