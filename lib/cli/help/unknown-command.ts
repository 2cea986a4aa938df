import { closest } from '../../util/closest.ts';
import type { CommandTree } from '../shared/command-tree.ts';

/** Words that users of other tools try, and the commands that do what they mean. */
export const WISHES: Readonly<Record<string, readonly string[]>> = {
  run: ['job run RECIPE', 'flight run FLIGHT', 'quickstart'],
  test: ['job run RECIPE', 'step run FLIGHT.JOB TESTID', 'history test JOB TESTID'],
  start: ['quickstart', 'qemu start HOST', 'flight run FLIGHT'],
  stop: ['flight stop FLIGHT', 'qemu stop HOST', 'gate stop'],
  abort: ['flight abort FLIGHT'],
  ls: ['flight list', 'recipe list', 'host list', 'qemu list'],
  list: ['flight list', 'recipe list', 'host list', 'qemu list'],
  logs: ['report show FLIGHT', 'report open FLIGHT'],
  log: ['report show FLIGHT', 'report open FLIGHT'],
  status: ['flight show FLIGHT', 'gate status', 'queue', 'db status'],
  show: ['flight show FLIGHT', 'report show FLIGHT', 'host show HOST'],
  create: ['flight create BRANCH', 'job create FLIGHT JOB RECIPE', 'qemu create HOST'],
  init: ['quickstart', 'config show'],
  setup: ['quickstart', 'config show'],
  install: ['quickstart', 'qemu create HOST'],
  open: ['report open FLIGHT'],
  rerun: ['job rerun FLIGHT.JOB'],
  retry: ['job rerun FLIGHT.JOB'],
  migrate: ['db migrate'],
  lab: ['qemu list', 'host list'],
  version: ['--version'],
};

/** Verbs of other tools, and the verbs that groups have for them. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  ls: ['list'],
  rm: ['remove', 'delete'],
  remove: ['delete'],
  delete: ['remove'],
  cat: ['show'],
  status: ['show', 'list'],
  logs: ['show'],
  start: ['run', 'create'],
  new: ['create'],
  add: ['create'],
  make: ['create'],
  cancel: ['stop', 'abort'],
  kill: ['abort', 'stop'],
  edit: ['adjust'],
  set: ['adjust'],
  retry: ['rerun'],
  copy: ['clone'],
  take: ['allocate'],
  release: ['free'],
};

/**
 * Returns the message for words that name no command, with the commands that the user probably means. Returns null if the
 * words name a command or a group.
 */
export function describeUnknownCommand(tree: CommandTree, [first, second]: readonly string[]): string | null {
  if (first === undefined || first.startsWith('-')) return null;
  const entry = Object.hasOwn(tree, first) ? tree[first] : undefined;
  if (entry === undefined) {
    const wishes = Object.hasOwn(WISHES, first) ? (WISHES[first] ?? []) : nearest(first, Object.keys(tree));
    return describe(`osstest ${first}`, wishes, 'osstest');
  }
  if ('load' in entry || second === undefined || second.startsWith('-')) return null;
  if (Object.hasOwn(entry.commands, second)) return null;
  const verbs = Object.keys(entry.commands);
  const synonyms = Object.hasOwn(SYNONYMS, second) ? (SYNONYMS[second] ?? []) : [];
  const known = synonyms.filter((verb) => verbs.includes(verb));
  const found = known.length > 0 ? known : nearest(second, verbs);
  return describe(
    `osstest ${first} ${second}`,
    found.map((verb) => `${first} ${verb}`),
    `osstest ${first}`,
  );
}

function nearest(word: string, known: readonly string[]): readonly string[] {
  const near = closest(word, known);
  return near === null ? [] : [near];
}

function describe(tried: string, found: readonly string[], parent: string): string {
  const commands = found.map((words) => `"osstest ${words}"`);
  const meant = commands.length > 1 ? `${commands.slice(0, -1).join(', ')} or ${commands.at(-1)}` : commands[0];
  const question = meant === undefined ? '' : `did you mean ${meant}? `;
  return `there is no command "${tried}"; ${question}"${parent} --help" lists the commands`;
}
