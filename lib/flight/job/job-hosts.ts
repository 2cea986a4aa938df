import type { Emitter } from '../../../typings/events.ts';
import type { Host } from '../../../typings/host.ts';
import type { HostByState, HostState } from '../../../typings/test.ts';
import { HostStateError } from '../../errors/host-errors.ts';
import { asDebianHost } from '../../host/as-debian-host.ts';
import { asXenHost, asXenInstalledHost } from '../../install/xen/boot-xen.ts';

/** An emitter whose target changes: a host emits to the step that uses it, and outlives that step. */
export interface SwitchedEmitter extends Emitter {
  switchTo(target: Emitter): void;
}

/** Returns an emitter that passes its events to `first` until it is switched. */
export function createSwitchedEmitter(first: Emitter): SwitchedEmitter {
  let target = first;
  return {
    get context() {
      return target.context;
    },
    emit: (body) => target.emit(body),
    progress: (message) => target.progress(message),
    child: (context) => target.child(context),
    switchTo: (next) => {
      target = next;
    },
  };
}

/** A booked host of the job, with the emitter for the events of the host. */
export interface JobHost {
  readonly host: Host;
  readonly emitter: SwitchedEmitter;
}

/** The hosts of a job by ident. Their states are read once, and again after a step has changed them. */
export interface JobHosts {
  add(ident: string, host: JobHost): void;
  /**
   * Returns a host in a state.
   *
   * @throws HostStateError (`HOST_STATE`, blame lab) - the host is not booked, or not in that state.
   */
  in<State extends HostState>(ident: string, state: State): Promise<HostByState[State]>;
  bare(ident: string): JobHost;
  forget(ident: string): void;
  all(): readonly JobHost[];
}

const READ_STATE: { readonly [State in HostState]: (host: Host) => Promise<HostByState[State]> } = {
  bare: (host) => Promise.resolve(host),
  debian: asDebianHost,
  'xen-installed': asXenInstalledHost,
  xen: asXenHost,
};

/** Returns an empty set of hosts. */
export function createJobHosts(): JobHosts {
  const hosts = new Map<string, JobHost>();
  const known = new Map<string, Host>();
  const bare = (ident: string): JobHost => {
    const found = hosts.get(ident);
    if (found === undefined)
      throw new HostStateError(ident, 'booked', `the job has ${[...hosts.keys()].join(', ') || 'no hosts'}`);
    return found;
  };
  return {
    add: (ident, host) => void hosts.set(ident, host),
    bare,
    in: async <State extends HostState>(ident: string, state: State) => {
      const key = `${ident} ${state}`;
      const seen = known.get(key) ?? (await READ_STATE[state](bare(ident).host));
      known.set(key, seen);
      return seen as HostByState[State];
    },
    forget: (ident) => {
      for (const key of known.keys()) if (key.startsWith(`${ident} `)) known.delete(key);
    },
    all: () => [...hosts.values()],
  };
}
