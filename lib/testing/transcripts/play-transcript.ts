import { connect, type Socket } from 'node:net';
import type { Db } from '../../db/db.ts';
import { readLines, type LineReader } from '../../coordination/protocol/line-reader.ts';
import { systemClock } from '../../util/clock.ts';
import { readTranscript } from './coordination-cases.ts';

/** The database and the daemons that a transcript is played against. */
export interface Stage {
  readonly db: Db;
  /** The factor by which playing is faster than the recording. */
  readonly speed: number;
  readonly port: (daemon: 'owner' | 'queue') => number;
  /** Called for `(owner daemon is ended)`, `(queue daemon is started again)`, ... */
  readonly daemonEvent?: (daemon: 'owner' | 'queue', event: 'end' | 'start') => Promise<void>;
  /** The existing tasks: their numbers in the transcript, mapped to their numbers in the database. */
  readonly tasks?: ReadonlyMap<string, string>;
}

/** The result of a transcript: the recorded and the received answers of a client, or of a query of the database. */
export interface Played {
  readonly who: string;
  readonly recorded: readonly string[];
  readonly found: readonly string[];
}

interface Actor {
  socket: Socket | null;
  reader: LineReader | null;
  readonly recorded: string[];
  readonly found: string[];
}

/** The time by which an answer may be later than in the recording. */
const ANSWER_LIMIT_MS = 10_000;

/**
 * Plays the clients of a recorded exchange and collects the daemons' answers. Times, ports and task numbers are those of
 * this run.
 */
export async function playTranscript(name: string, stage: Stage): Promise<Played[]> {
  const player = createPlayer(stage);
  let before = 0;
  for (const line of mergeBlocks(readTranscript(name))) {
    const at = Number(/^ +([\d.]+) /.exec(line)?.[1] ?? before);
    const pauseMs = Math.max(0, ((at - before) * 1000) / stage.speed);
    // an answer needs no pause: the player waits for it
    if (!/^ +[\d.]+ [A-Z] </.test(line)) await systemClock.sleep(pauseMs);
    before = at;
    await player.play(line, pauseMs);
  }
  return player.finish();
}

/** Joins a query of the database and its recorded answer into one entry. */
function mergeBlocks(lines: readonly string[]): string[] {
  const merged: string[] = [];
  for (const line of lines) {
    if (/^# [^|]*\|/.test(line) && merged.at(-1)?.startsWith('# database: ')) merged.push(`${merged.pop()}\n${line}`);
    else merged.push(line);
  }
  return merged;
}

function createPlayer(stage: Stage): {
  play(line: string, pauseMs: number): Promise<void>;
  finish(): Promise<Played[]>;
} {
  const actors = new Map<string, Actor>();
  const questions: Played[] = [];
  const names = new Map<string, string>(stage.tasks);
  const ours = (text: string): string => text.replaceAll(/\b\d+\b/g, (number) => names.get(number) ?? number);
  const actor = (name: string): Actor => {
    const known = actors.get(name) ?? { socket: null, reader: null, recorded: [], found: [] };
    actors.set(name, known);
    return known;
  };
  const play = async (line: string, pauseMs: number): Promise<void> => {
    const event = /\((owner|queue) daemon is (ended|started again)\)/.exec(line);
    if (event !== null) {
      return stage.daemonEvent?.(event[1] as 'owner' | 'queue', event[2] === 'ended' ? 'end' : 'start');
    }
    if (line.startsWith('# database: ')) return void questions.push(await ask(stage.db, line, ours));
    const match = /^ +[\d.]+ ([A-Z]) (?: *\(| *([<>]) )(.*)$/.exec(line);
    if (match === null) return;
    const [, name, direction, text] = match as unknown as [string, string, string | undefined, string];
    if (actor(name).socket === null && direction !== undefined) await connectUnseen(actor(name), stage);
    if (direction === '>') return send(actor(name), ours(text));
    if (direction === '<') return hear(actor(name), text, { names, pauseMs });
    await connection(actor(name), text, stage, names);
  };
  const finish = async (): Promise<Played[]> => {
    const played = [...actors].map(([who, { recorded, found }]) => ({ who, recorded: recorded.map(ours), found }));
    for (const { socket } of actors.values()) socket?.destroy();
    return [...played, ...questions];
  };
  return { play, finish };
}

/** Returns a client that was connected when the recording started. */
async function connectUnseen(actor: Actor, stage: Stage): Promise<void> {
  await openConnection(actor, stage.port('queue'));
  await readLimited(actor);
}

async function openConnection(actor: Actor, port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  actor.socket = socket;
  actor.reader = readLines(socket);
  await new Promise((resolve) => socket.once('connect', resolve).once('error', resolve));
}

async function connection(actor: Actor, text: string, stage: Stage, names: Map<string, string>): Promise<void> {
  const opened = /^connects to (owner|queue) daemon, from port (\d+)\)/.exec(text);
  if (opened !== null) {
    await openConnection(actor, stage.port(opened[1] as 'owner' | 'queue'));
    names.set(opened[2]!, String(actor.socket?.localPort));
  } else if (text.startsWith('client closes')) {
    actor.socket?.destroy();
  } else if (text.startsWith('server closed') && actor.socket !== null) {
    actor.recorded.push('(closed)');
    actor.found.push((await readLimited(actor)) ?? '(closed)');
  }
}

function send(actor: Actor, text: string): void {
  const [, size, data] = /^\[(\d+) bytes\] (.*)$/.exec(text) ?? [];
  const cut = /^\[(\d+) of \d+ bytes\]/.exec(text)?.[1];
  if (data !== undefined)
    actor.socket!.write(data.padEnd(Number(size))); // the task numbers here may be shorter
  else if (cut !== undefined) actor.socket!.end('x'.repeat(Number(cut)));
  else if (text.includes('(no LF)')) {
    actor.socket!.write(text.replace(/ +\(no LF\).*/, ''));
    if (text.includes('shutdown')) actor.socket!.end();
  } else if (text.includes(String.raw`\n`)) {
    actor.socket!.write(text.replaceAll(String.raw`\n`, '\n').replaceAll(String.raw`\r`, '\r'));
  } else actor.socket!.write(`${text}\n`);
}

async function hear(
  actor: Actor,
  text: string,
  { names, pauseMs }: { readonly names: Map<string, string>; readonly pauseMs: number },
): Promise<void> {
  const data = /^\[(\d+) bytes\] (.*)$/.exec(text)?.[2];
  if (data !== undefined) {
    actor.recorded.push(data.replace(/\\n$/, ''));
    actor.found.push(((await readLimited(actor)) ?? '(closed)').trimEnd());
    return;
  }
  const line = (await readLimited(actor, pauseMs)) ?? '(closed)';
  learnTask(text, line, names);
  actor.recorded.push(text);
  actor.found.push(line);
}

/** Maps a recorded task number to the number here, from an answer such as `OK created-task 11 ...`. */
function learnTask(recorded: string, found: string, names: Map<string, string>): void {
  const pattern = /^OK created-task (\d+) /;
  const [then, now] = [pattern.exec(recorded)?.[1], pattern.exec(found)?.[1]];
  if (then !== undefined && now !== undefined) names.set(then, now);
}

async function readLimited(actor: Actor, pauseMs = 0): Promise<string | null> {
  const late = systemClock.sleep(pauseMs + ANSWER_LIMIT_MS).then(() => '(nothing)');
  return Promise.race([actor.reader!.readLine().catch(() => null), late]);
}

async function ask(db: Db, block: string, ours: (text: string) => string): Promise<Played> {
  const [question, ...answers] = block.split('\n');
  const statement = ours(question!.slice('# database: '.length));
  const rows = await db.any<Record<string, unknown>>(statement);
  const found = rows.map((row) => Object.values(row).map(asText).join('|'));
  const recorded = answers.map((line) => ours(line.slice(2)));
  if (!/order by|returning/.test(statement)) return { who: statement, recorded: recorded.sort(), found: found.sort() };
  return { who: statement, recorded, found };
}

const asText = (value: unknown): string =>
  value === true ? 't' : value === false ? 'f' : String((value as string | number | null) ?? '');
