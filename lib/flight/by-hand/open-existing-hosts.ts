import { HostStateError } from '../../errors/host-errors.ts';
import { bookHosts } from '../../coordination/booking/book-hosts.ts';
import type { Host } from '../../../typings/host.ts';
import type { OpenBookedHostOptions } from '../../host/host-wires.ts';
import { openBookedHost } from '../../host/open-booked-host.ts';
import { openKeptHost } from '../../host/open-kept-host.ts';
import { listQemuHosts } from '../../qemu/host/qemu-host-store.ts';
import type { Config } from '../../../typings/config.ts';
import type { JobRun } from '../job/job-run.ts';
import { createSwitchedEmitter } from '../job/job-hosts.ts';

/**
 * Opens the hosts of a step by hand in their present state, without an installation. A QEMU host has one user at a time; a host
 * of the configuration is booked for the duration of the step.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - a host does not exist, is off, or is in use.
 */
export async function openExistingHosts(
  run: JobRun,
  idents: readonly string[],
  hosts: Readonly<Record<string, string>>,
): Promise<void> {
  const { environment, recorder, cleanup, config } = run;
  const { runvars, signal, stash } = environment;
  for (const ident of idents) {
    const name = hosts[ident] ?? runvars.get(ident) ?? (await onlyExistingHost(config, ident));
    const emitter = createSwitchedEmitter(recorder.emitter.child({ host: name }));
    const options = { emitter, logFolder: stash.path, signal };
    const host =
      (await openKeptHost(config, { name, ident }, options)) ?? (await openConfigured(run, { name, ident }, options));
    environment.hosts.add(ident, { host: cleanup.use(name, host), emitter });
    if (runvars.get(ident) !== name) await runvars.set(ident, name);
  }
}

async function onlyExistingHost(config: Config, ident: string): Promise<string> {
  const kept = (await listQemuHosts(config.paths.stateDir)).filter(
    ({ record, running }) => record.owner === null && running,
  );
  const names = [...kept.map(({ record }) => record.name), ...config.hosts.map((host) => host.name)];
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const which =
    names.length === 0
      ? 'no host exists: osstest qemu create makes one'
      : `choose one with --on ${ident}=HOST: ${names.join(', ')}`;
  throw new HostStateError(ident, 'named', which);
}

async function openConfigured(
  run: JobRun,
  { name, ident }: { readonly name: string; readonly ident: string },
  options: OpenBookedHostOptions,
): Promise<Host> {
  const { db, task, cleanup, environment, config, recorder } = run;
  if (!config.hosts.some((host) => host.name === name)) {
    const why = 'no QEMU host has this name, and osstest.yaml (key hosts) does not describe such a host';
    throw new HostStateError(name, 'on', why);
  }
  const onWaiting = (message: string): void => recorder.emitter.progress(message);
  const { flight, job, signal } = environment;
  const requests = { [ident]: { flags: [], host: name } };
  const booking = await bookHosts(db, { requests, task, flight, job, signal, onWaiting, onProblem: onWaiting });
  cleanup.use(`booking of ${name}`, booking);
  return openBookedHost(config, booking.host, options);
}
