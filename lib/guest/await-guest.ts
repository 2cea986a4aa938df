import type { DomainState, Guest, Toolstack } from '../../typings/guest.ts';
import type { XenHost } from '../../typings/host.ts';
import type { WaitOptions } from '../../typings/wire.ts';
import { TestFailedError, TimeoutError } from '../errors/general-errors.ts';
import { describeError, isOsstestError } from '../errors/osstest-error.ts';
import type { Clock } from '../util/clock.ts';
import { pollUntil, type PollAnswer } from '../util/poll.ts';
import { quoteShell } from '../util/quote.ts';
import { minutes, seconds } from '../util/units.ts';
import { consoleLogPath, consoleLogPaths } from './guest-config.ts';

/** The address of a guest that is up, and how long each part of the wait took. */
export interface GuestUp {
  readonly address: string;
  readonly addressMs: number;
  readonly pingMs: number;
  readonly sshMs: number;
}

/**
 * Waits until a guest is up: its address is known, it answers ping, and a command runs on it.
 *
 * @throws TestFailedError (`TEST_FAILED`, blame test) - the domain ended during the wait, even if a new domain replaced it.
 * @throws TimeoutError (`TIMED_OUT`, blame test) - one of the three took longer than timeoutMs (default 3 minutes).
 */
export async function awaitGuestUp(
  guest: Guest,
  toolstack: Toolstack,
  clock: Clock,
  wait: WaitOptions = {},
): Promise<GuestUp> {
  const first = await toolstack.inspect(guest.name);
  if (OVER.includes(first.state)) throw await explainEnd(guest, toolstack, `is ${first.state}`, 'it');
  const assertLives = async (what: string): Promise<void> => {
    const info = await toolstack.inspect(guest.name);
    const isOver = OVER.includes(info.state);
    if (isOver || info.domid !== first.domid)
      throw await explainEnd(guest, toolstack, isOver ? `is ${info.state}` : 'ended and was recreated', what);
  };
  const timed = async <T>(what: string, check: () => Promise<PollAnswer<T>>): Promise<{ value: T; ms: number }> => {
    const startedAt = clock.now();
    const checkBoth = async (): Promise<PollAnswer<T>> => {
      const answer = await check();
      if (!('done' in answer)) await assertLives(what);
      return answer;
    };
    const value = await pollUntil(checkBoth, {
      subject: `${guest.name}: ${what}`,
      timeoutMs: wait.timeoutMs ?? minutes(3),
      signal: wait.signal,
      clock,
      onWaiting: (message) => guest.host.emitter.progress(message),
    });
    return { value, ms: clock.now() - startedAt };
  };
  const found = await timed('address', async () => {
    await watchForAddress(guest, wait.signal);
    const known = await findGuestAddress(guest);
    return known === null ? { waiting: 'none on its console or in the neighbour table' } : { done: known };
  });
  // The guest may get another address during its boot: the first one found may be that of the previous boot.
  const ping = await timed('ping', async () => pingOnce(guest.host, (await findGuestAddress(guest)) ?? found.value));
  const login = await timed('ssh', () => tryLogin(guest));
  await assertLives('its boot');
  return { address: ping.value, addressMs: found.ms, pingMs: ping.ms, sshMs: login.ms };
}

/** States of a domain that will not come up. */
const OVER: readonly DomainState[] = ['crashed', 'absent', 'shutdown'];

async function explainEnd(guest: Guest, toolstack: Toolstack, how: string, what: string): Promise<TestFailedError> {
  const { host, name } = guest;
  const [last, noted] = [await lastConsoleLine(host, name), await toolstack.describeEnd(name)];
  const end = noted === null ? '' : `, ${noted}`;
  return new TestFailedError(`${name}: the domain ${how}${end}, while waiting for ${what}; its console ends: ${last}`);
}

/**
 * Waits in one command on the host, at most 5 s, until the console of the guest shows an address. Repeated commands take
 * processor time of a QEMU host from its guest (measured: Debian's boot takes a third longer).
 */
async function watchForAddress({ host, name }: Guest, signal: AbortSignal | undefined): Promise<void> {
  const watch = `grep -m 1 -q osstest-guest-address < <(exec timeout 5 tail -n +1 -F "$1" 2>/dev/null); kill $! 2>/dev/null`;
  const command = ['bash', '-c', watch, 'bash', consoleLogPath(name)];
  await host.exec(command, { okExitCodes: 'any', timeoutMs: seconds(30), signal });
}

/** Returns the last line on the console of a guest, for an error message. */
export async function lastConsoleLine(host: XenHost, name: string): Promise<string> {
  const latest = `$(ls -t ${quoteShell(consoleLogPaths(name))} 2>/dev/null | head -n 1)`;
  const line = await host.text(`tail -c 2000 "${latest}" 2>/dev/null | grep '[[:alnum:]]' | tail -n 1`, {
    okExitCodes: 'any',
    timeoutMs: seconds(20),
  });
  return line.trim() || '(nothing)';
}

/**
 * Returns the address of a guest: the one printed on its console, else the one in the neighbour table of its host, else the
 * last known one. null: none is known.
 */
export async function findGuestAddress({
  host,
  name,
  definition,
  lastAddress,
}: Pick<Guest, 'host' | 'name' | 'definition' | 'lastAddress'>): Promise<string | null> {
  const { stdout } = await host.exec(
    `sed -n 's/.*osstest-guest-address \\([0-9.]*\\).*/\\1/p' "${consoleLogPath(name)}" 2>/dev/null | tail -n1; ` +
      `ip -4 neigh | grep -i ${definition.ether} | cut -d' ' -f1 | tail -n1`,
    { okExitCodes: 'any', timeoutMs: seconds(20) },
  );
  return stdout.trim().split('\n')[0]?.trim() || lastAddress;
}

async function pingOnce(host: XenHost, address: string): Promise<PollAnswer<string>> {
  const { exitCode } = await host.exec(['ping', '-c', '1', '-w', '5', address], {
    okExitCodes: 'any',
    timeoutMs: seconds(20),
  });
  return exitCode === 0 ? { done: address } : { waiting: `no answer from ${address}` };
}

async function tryLogin(guest: Guest): Promise<PollAnswer<true>> {
  try {
    await guest.exec('true', { timeoutMs: seconds(30) });
    return { done: true };
  } catch (error) {
    if (!isOsstestError(error) || error instanceof TimeoutError) throw error;
    return { waiting: describeError(error) };
  }
}
