import type { Emitter } from '../../../typings/events.ts';
import { bookHosts } from '../../coordination/booking/book-hosts.ts';
import { queueAccess } from '../../coordination/queue-access.ts';
import { reconnectingUntil } from '../../db/reconnect.ts';
import { openBookedHost } from '../../host/open-booked-host.ts';
import { readFlight } from '../../record/flights/read-records.ts';
import { wantedFlagsOf } from '../make/wanted-flags-of.ts';
import { createSwitchedEmitter } from './job-hosts.ts';
import type { JobRun } from './job-run.ts';

/** Books the hosts that the recipe of a job needs, records them in runvars, and opens them. */
export async function allocateHosts(run: JobRun, emitter: Emitter): Promise<void> {
  const { recipe, environment, cleanup } = run;
  const { runvars, signal, stash } = environment;
  const booking = cleanup.use('booking', await book(run, emitter));
  for (const ident of recipe.hosts) {
    const booked = booking.hosts[ident];
    if (booked === undefined) continue;
    if (runvars.get(ident) === null) await runvars.set(ident, booked.name);
    const switched = createSwitchedEmitter(emitter.child({ host: booked.name }));
    const host = await openBookedHost(run.config, booked, { emitter: switched, logFolder: stash.path, signal });
    environment.hosts.add(ident, { host: cleanup.use(booked.name, host), emitter: switched });
    emitter.progress(`${ident} is ${booked.name}`);
  }
}

async function book(run: JobRun, emitter: Emitter): ReturnType<typeof bookHosts> {
  const { db, recipe, task, environment } = run;
  const { runvars, signal, flight, job } = environment;
  const requests = Object.fromEntries(
    recipe.hosts.map((ident) => [
      ident,
      { flags: wantedFlagsOf(runvars.all(), ident), host: runvars.get(ident) ?? undefined },
    ]),
  );
  const onWaiting = (message: string): void => emitter.progress(message);
  const { coordination } = run.config;
  const { branch, intended, startedAt } = (await readFlight(reconnectingUntil(db, signal), flight))!;
  const waitStart = startedAt === null ? {} : { 'wait-start': String(Math.floor(startedAt.getTime() / 1000)) };
  return bookHosts(db, {
    requests,
    task,
    flight,
    job,
    recipe: recipe.name,
    runvars: runvars.all(),
    branch,
    blessing: intended ?? undefined,
    queue: queueAccess(coordination, waitStart),
    cost: coordination.cost,
    signal,
    onWaiting,
    onProblem: onWaiting,
  });
}
