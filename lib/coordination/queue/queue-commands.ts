import { describeError } from '../../errors/osstest-error.ts';
import { bookResources } from '../plan/book-plan.ts';
import { viewPlan } from '../plan/view-plan.ts';
import type { PlanDocument } from '../plan/plan-document.ts';
import { ProtocolError } from '../protocol/command-line.ts';
import { COMMON_COMMANDS } from '../protocol/common-commands.ts';
import type { Connection, LineCommand } from '../protocol/line-server.ts';
import type { QueueClient } from './queue-client.ts';
import { runOf, type QueueState, type QueueRun } from './queue-state.ts';
import { inhibitCommand, uninhibitCommand } from './inhibit-commands.ts';
import { requestRun } from './start-runs.ts';
import { uptimeCommand } from './uptime-command.ts';
import { endTurn } from './advance-runs.ts';

/** Maximum size of the data of book-resources, in bytes. */
const MAX_DATA_BYTES = 65_536;

type Handler = (client: QueueClient, args: readonly string[]) => Promise<void> | void;

/** Returns the commands of the queue daemon. */
export function queueCommands(state: QueueState): ReadonlyMap<string, LineCommand> {
  const command = (args: readonly string[], handle: Handler): LineCommand => ({
    args,
    run: (connection, values) => handle(clientOf(state, connection), values),
  });
  return new Map<string, LineCommand>([
    ...COMMON_COMMANDS,
    ['time', command([], ({ connection }) => connection.send(`OK time ${Math.floor(state.clock.now() / 1000)}`))],
    ['set-info', command(['var', 'val'], (client, [name, value]) => setInfo(state, client, name!, value!))],
    ['unset-info', command(['var'], (client, [name]) => setInfo(state, client, name!, null))],
    ['wait', command([], (client) => wait(state, client))],
    ['unwait', command([], (client) => unwait(state, client))],
    ['get-plan', command([], (client) => sendPlan(client, thinkingRun(state, client).plan))],
    ['get-last-plan', command(['w'], (client, [name]) => sendLastPlan(state, client, name!))],
    ['book-resources', command(['bytes'], (client, [bytes]) => book(state, client, bytes!))],
    ['thought-done', command([], (client) => thought(state, client, { done: true }))],
    ['thought-wait', command([], (client) => thought(state, client, { done: false }))],
    ['prod', command([], (client) => prod(state, client))],
    ['inhibit', command(['seconds', 'why'], inhibitCommand(state))],
    ['uninhibit', command([], uninhibitCommand(state))],
    ['uptime', command(['seconds'], uptimeCommand(state))],
  ]);
}

function clientOf(state: QueueState, connection: Connection): QueueClient {
  const known = state.clients.get(connection);
  if (known !== undefined) return known;
  const client: QueueClient = { connection, info: new Map(), waitingSinceMs: null };
  state.clients.set(connection, client);
  return client;
}

/** Removes a disconnected client from the queue and ends its turn. */
export function forgetClient(state: QueueState, connection: Connection): void {
  const client = state.clients.get(connection);
  if (client === undefined) return;
  state.clients.delete(connection);
  client.waitingSinceMs = null;
  state.waitersChanged = true;
  endTurn(state, client);
}

function setInfo(state: QueueState, client: QueueClient, name: string, value: string | null): void {
  if (value === null) client.info.delete(name);
  else client.info.set(name, value);
  state.waitersChanged ||= client.waitingSinceMs !== null;
  client.connection.send(value === null ? 'OK unset-info' : 'OK set-info');
}

function wait(state: QueueState, client: QueueClient): void {
  client.waitingSinceMs ??= state.clock.now();
  state.waitersChanged = true;
  client.connection.send('OK wait');
  requestRun(state);
}

function unwait(state: QueueState, client: QueueClient): void {
  client.waitingSinceMs = null;
  state.waitersChanged = true;
  const run = endTurn(state, client);
  client.connection.send(run === null ? 'OK unwait noop' : `OK unwait ${run} cancel`);
}

function prod(state: QueueState, client: QueueClient): void {
  client.connection.send('OK prod');
  requestRun(state);
}

function thinkingRun(state: QueueState, client: QueueClient): QueueRun {
  const run = runOf(state, client);
  if (run === null) throw new ProtocolError('you are not thinking', { closes: false });
  return run;
}

const sendPlan = (client: QueueClient, plan: PlanDocument): void =>
  client.connection.sendData('OK get-plan', `${JSON.stringify(viewPlan(plan))}\n`);

function sendLastPlan(state: QueueState, client: QueueClient, name: string): void {
  if (name !== 'plan' && name !== 'projection') {
    throw new ProtocolError(`unknown last-plan (${name})`, { closes: true });
  }
  const plan = state.lastPlans[name];
  if (plan === null) throw new ProtocolError(`no last-plan ${name}`, { closes: true });
  sendPlan(client, plan);
}

function thought(state: QueueState, client: QueueClient, { done }: { readonly done: boolean }): void {
  thinkingRun(state, client);
  if (done) {
    client.waitingSinceMs = null;
    state.waitersChanged = true;
  }
  client.connection.send('OK thought');
  endTurn(state, client);
}

async function book(state: QueueState, client: QueueClient, bytes: string): Promise<void> {
  const { connection } = client;
  const size = Math.max(0, Number(bytes));
  if (!/^-?\d+$/.test(bytes) || size > MAX_DATA_BYTES) {
    throw new ProtocolError(`expected 0 to ${MAX_DATA_BYTES} bytes but got "${bytes}"`, { closes: true });
  }
  connection.send('SEND');
  const data = await connection.readBytes(size);
  if (data === null) return;
  const run = thinkingRun(state, client);
  const plan = bookOrRefuse(run, client, data.toString('utf8'));
  run.plan = plan;
  if (run.name === 'plan') {
    state.plan = plan;
    await state.store.keepPlans({ plan });
  }
  connection.send('OK book-resources');
}

function bookOrRefuse(run: QueueRun, { info, connection }: QueueClient, data: string): PlanDocument {
  try {
    return bookResources(run.plan, data, {
      preinfo: info.get('preinfo') ?? '',
      job: info.get('job') ?? null,
      peer: connection.peer,
    });
  } catch (error) {
    throw new ProtocolError(describeError(error), { closes: true }); // and the end of the connection ends its turn
  }
}
