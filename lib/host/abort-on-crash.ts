import type { Host } from '../../typings/host.ts';
import { HostCrashedError } from '../errors/host-errors.ts';

/**
 * Aborts the controller when Xen or Linux panics on one of the hosts, or when a host fails. A step then ends with the true
 * reason, such as the line of the panic, and does not wait for its timeout. Returns a function that ends the watch.
 */
export function abortOnCrash(hosts: readonly Host[], controller: AbortController): () => void {
  const ends = hosts.flatMap((host) => [
    host.serial?.onCrash((crash) => {
      if (crash.kind === 'linux-oops') host.emitter.progress(`${host.name}: ${crash.kind}: ${crash.message}`);
      else controller.abort(new HostCrashedError(host.name, crash.kind, crash.message));
    }),
    host.onFailure?.((error) => controller.abort(error)),
  ]);
  return () => {
    for (const end of ends) end?.();
  };
}
