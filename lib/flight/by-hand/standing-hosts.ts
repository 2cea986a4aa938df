import { HostStateError } from '../../errors/host-errors.ts';
import { bookHosts } from '../../coordination/booking/book-hosts.ts';
import type { Host } from '../../../typings/host.ts';
import type { OpenBookedHostOptions } from '../../host/host-wires.ts';
import { openBookedHost } from '../../host/open-booked-host.ts';
import { openKeptBox } from '../../host/open-kept-host.ts';
import { listBoxes } from '../../qemu/host-store.ts';
import type { Config } from '../../../typings/config.ts';
import type { JobRun } from '../job/job-actions.ts';
import { createSwitchedEmitter } from '../job/job-hosts.ts';

/**
 * Opens the boxes of a step by hand: each as it stands, without installing anything. A virtual box is used by one at a
 * time; one of the configuration is booked meanwhile, as for a job.
 *
 * @throws HostStateError (`HOST_STATE`, blame lab) - not there, not on, or in use.
 */
export async function openStandingBoxes(
  run: JobRun,
  idents: readonly string[],
  boxes: Readonly<Record<string, string>>,
): Promise<void> {
  const { environment, recorder, cleanup, config } = run;
  const { runvars, signal, stash } = environment;
  for (const ident of idents) {
    const name = boxes[ident] ?? runvars.get(ident) ?? (await onlyStandingBox(config, ident));
    const emitter = createSwitchedEmitter(recorder.emitter.child({ host: name }));
    const options = { emitter, logFolder: stash.path, signal };
    const host =
      (await openKeptBox(config, { name, ident }, options)) ?? (await openConfigured(run, { name, ident }, options));
    environment.hosts.add(ident, { host: cleanup.use(name, host), emitter });
    if (runvars.get(ident) !== name) await runvars.set(ident, name);
  }
}

async function onlyStandingBox(config: Config, ident: string): Promise<string> {
  const kept = (await listBoxes(config.paths.stateDir)).filter(
    ({ record, running }) => record.owner === null && running,
  );
  const names = [...kept.map(({ record }) => record.name), ...config.boxes.map((box) => box.name)];
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const which =
    names.length === 0
      ? 'none stands: osstest lab create makes one'
      : `say which with --on ${ident}=BOX: ${names.join(', ')}`;
  throw new HostStateError(ident, 'named', which);
}

async function openConfigured(
  run: JobRun,
  { name, ident }: { readonly name: string; readonly ident: string },
  options: OpenBookedHostOptions,
): Promise<Host> {
  const { db, task, cleanup, environment, config, recorder } = run;
  if (!config.boxes.some((box) => box.name === name)) {
    const why = 'there is no virtual box of this name, and osstest.yaml (key boxes) describes none';
    throw new HostStateError(name, 'on', why);
  }
  const onWaiting = (message: string): void => recorder.emitter.progress(message);
  const { flight, job, signal } = environment;
  const requests = { [ident]: { flags: [], host: name } };
  const booking = await bookHosts(db, { requests, task, flight, job, signal, onWaiting, onProblem: onWaiting });
  cleanup.use(`booking of ${name}`, booking);
  return openBookedHost(config, booking.host, options);
}
