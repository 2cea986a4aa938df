import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { SshConnection } from '../../../typings/wire.ts';
import { CommandError, CommandTimeoutError } from '../../errors/command-errors.ts';
import { SshConnectionError } from '../../errors/ssh-errors.ts';
import { systemClock } from '../../util/clock.ts';
import type { ConformanceCase } from './conformance.ts';

/** A host on which the SSH client under test opens connections. */
export interface SshSubject {
  /** Opens a new connection; the case closes it. */
  open(): SshConnection;
  /** An empty folder on the host. */
  readonly remoteFolder: string;
  /** Whether the host is this machine, so that a tunnel to its loopback can be tried. */
  readonly isHere: boolean;
}

/**
 * Lists the promises of an SshConnection about commands and tunnels. `sshFileConformance` lists those about files.
 *
 * @example
 * import { openSsh, type SshTarget } from 'osstest';
 * import { sshConformance } from 'osstest/testing';
 *
 * declare const target: SshTarget;
 * for (const { run } of sshConformance) {
 *   await run({ open: () => openSsh(target), remoteFolder: '/tmp/empty', isHere: false });
 * }
 */
export const sshConformance: readonly ConformanceCase<SshSubject>[] = [
  {
    title: 'exec returns stdout, stderr and the exit code separately, for a line and for words',
    run: async (subject) => {
      await using ssh = subject.open();
      const result = await ssh.exec('printf out; printf err >&2; exit 3', { okExitCodes: [3] });
      assert.deepEqual([result.stdout, result.stderr, result.exitCode, result.signal], ['out', 'err', 3, null]);
      assert.equal(result.command, 'printf out; printf err >&2; exit 3');
      const words = ['printf', '%s|', "it's", '$HOME', '', 'a\nb', '*', 'ü'];
      assert.equal((await ssh.exec(words)).stdout, "it's|$HOME||a\nb|*|ü|");
    },
  },
  {
    title: 'exec throws a CommandError with every field if the exit code is not accepted',
    run: async (subject) => {
      await using ssh = subject.open();
      const error = await rejection(ssh.exec('echo first >&2; echo "last words" >&2; exit 7'), CommandError);
      assert.equal(error.exitCode, 7);
      assert.equal(error.stderr, 'first\nlast words\n');
      assert.match(error.message, /: "echo first .*" exited 7 after \d+\.\d s: last words$/);
      assert.equal((await ssh.exec('exit 255', { okExitCodes: 'any' })).exitCode, 255);
    },
  },
  {
    title: 'exec distinguishes the end of its shell by a signal from an exit code',
    run: async (subject) => {
      await using ssh = subject.open();
      const error = await rejection(ssh.exec('kill -KILL $$'), CommandError);
      assert.deepEqual([error.exitCode, error.signal], [null, 'KILL']);
      const code = await rejection(ssh.exec('exit 137'), CommandError);
      assert.deepEqual([code.exitCode, code.signal], [137, null]);
    },
  },
  {
    title: 'exec passes binary data unaltered in and out',
    run: async (subject) => {
      await using ssh = subject.open();
      const data = randomBytes(300_000);
      const chunks: Buffer[] = [];
      await ssh.exec('cat', { stdin: data, onStdout: (chunk) => void chunks.push(Buffer.from(chunk)) });
      assert.ok(Buffer.concat(chunks).equals(data));
      const bytes: Buffer[] = [];
      const all = 'i=0; while [ $i -lt 256 ]; do printf "\\\\$(printf %03o $i)"; i=$((i+1)); done';
      await ssh.exec(all, { onStderr: () => undefined, onStdout: (chunk) => void bytes.push(Buffer.from(chunk)) });
      assert.ok(Buffer.concat(bytes).equals(Buffer.from([...Array(256).keys()])));
    },
  },
  {
    title: 'exec retains the last bytes of a long output and marks it as truncated',
    run: async (subject) => {
      await using ssh = subject.open();
      const command = 'i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done; echo oops >&2';
      const result = await ssh.exec(command, { maxOutputBytes: 100 });
      assert.equal(result.outputCut, true);
      assert.equal(result.stdout.length, 100);
      assert.ok(result.stdout.endsWith('line 2998\nline 2999\n'));
      assert.equal(result.stderr, 'oops\n');
    },
  },
  {
    title: 'exec returns the correct output of each of 200 simultaneous commands',
    run: async (subject) => {
      await using ssh = subject.open();
      const numbers = [...Array(200).keys()];
      const results = await Promise.all(numbers.map((n) => ssh.exec(`echo ${n}; echo e${n} >&2`)));
      assert.deepEqual(
        results.map((result) => result.stdout + result.stderr),
        numbers.map((n) => `${n}\ne${n}\n`),
      );
    },
  },
  {
    title: 'exec waits for background processes that hold the output of the command, and for no others',
    run: async (subject) => {
      await using ssh = subject.open();
      await ssh.exec('true');
      const late = await ssh.exec('(sleep 0.3; echo late) & echo early');
      assert.equal(late.stdout, 'early\nlate\n');
      const result = await ssh.exec('(sleep 20; echo never) >/dev/null 2>&1 & echo early');
      assert.equal(result.stdout, 'early\n');
      assert.ok(result.durationMs < 10_000);
      assert.equal((await ssh.exec('echo next')).stdout, 'next\n');
    },
  },
  {
    title: 'exec isolates commands from each other: folder, variables, options, functions',
    run: async (subject) => {
      await using ssh = subject.open();
      const ask = 'pwd; echo "${leaked-none} $- $# $(type leak >/dev/null 2>&1 && echo function)"; umask';
      const before = await ssh.exec(ask);
      await ssh.exec('cd /; leaked=yes; export leaked; set -f -u; umask 077; leak() { :; }; set -- a b; exec 2>&1');
      assert.equal((await ssh.exec(ask)).stdout, before.stdout);
    },
  },
  {
    title: 'a command that exceeds its time limit is ended on the host, and the error reports it',
    run: async (subject) => {
      await using ssh = subject.open();
      for (const stdin of [undefined, 'input']) {
        const command = `echo working; echo hint >&2; sleep 4711 & wait`;
        const options = { timeoutMs: 1500, ...(stdin === undefined ? {} : { stdin }) };
        const error = await rejection(ssh.exec(command, options), CommandTimeoutError);
        assert.match(error.message, /did not finish within 1\.5 s; it was (stopped and has exited|killed): hint$/);
        assert.deepEqual([error.stdout, error.exitCode], ['working\n', null]);
      }
      await expectGone(ssh, '4711');
      assert.equal((await ssh.exec('echo alive')).stdout, 'alive\n');
    },
  },
  {
    title: 'an aborted command rejects with the reason and is ended on the host; before its turn it never starts',
    run: async (subject) => {
      await using ssh = subject.open();
      const reason = new Error('enough');
      const controller = new AbortController();
      const running = ssh.exec('sleep 4712 & wait', { signal: controller.signal });
      const caught = running.catch((error: unknown) => error);
      await systemClock.sleep(300);
      controller.abort(reason);
      assert.equal(await caught, reason);
      await expectGone(ssh, '4712');
      const file = `${subject.remoteFolder}/never`;
      await assert.rejects(ssh.exec(['touch', file], { signal: AbortSignal.abort(reason) }), reason);
      assert.equal((await ssh.exec(['test', '-e', file], { okExitCodes: 'any' })).exitCode, 1);
    },
  },
  {
    title: 'after disconnect the next use connects again; disposal is final and can be repeated',
    run: async (subject) => {
      const ssh = subject.open();
      await ssh.disconnect();
      assert.equal((await ssh.exec('echo one')).stdout, 'one\n');
      await ssh.disconnect();
      await ssh.disconnect();
      assert.equal((await ssh.exec('echo two')).stdout, 'two\n');
      await ssh[Symbol.asyncDispose]();
      await ssh[Symbol.asyncDispose]();
      const error = await rejection(ssh.exec('true'), SshConnectionError);
      assert.equal(error.reason, 'closed');
    },
  },
  {
    title:
      'openTunnel carries bytes in both directions to a port that the host can reach, and reports a refused connection',
    run: async (subject) => {
      if (!subject.isHere) return;
      await using ssh = subject.open();
      const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const tunnel = await ssh.openTunnel('127.0.0.1', port);
      const data = randomBytes(2_000_000);
      const hash = createHash('sha256');
      let received = 0;
      const done = new Promise<void>((resolve) => {
        tunnel.on('data', (chunk: Buffer) => {
          hash.update(chunk);
          if ((received += chunk.length) === data.length) resolve();
        });
      });
      tunnel.write(data);
      await done;
      assert.equal(hash.digest('hex'), createHash('sha256').update(data).digest('hex'));
      tunnel.destroy();
      await new Promise((resolve) => server.close(resolve));
      const error = await rejection(ssh.openTunnel('127.0.0.1', port), SshConnectionError);
      assert.equal(error.reason, 'refused');
    },
  },
];

/** Returns the error with which a promise rejects, which must be of the given class. */
export async function rejection<E extends Error>(
  promise: Promise<unknown>,
  type: abstract new (...args: never[]) => E,
): Promise<E> {
  const error = await promise.then(
    () => assert.fail('the promise must reject'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof type, `${String(error)} must be a ${type.name}`);
  return error;
}

async function expectGone(ssh: SshConnection, seconds: string): Promise<void> {
  const pattern = `${seconds.slice(0, -1)}[${seconds.slice(-1)}]`; // does not match itself
  const look = `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -cx '${pattern}'`;
  const { stdout } = await ssh.exec(look, { okExitCodes: 'any' });
  assert.equal(stdout.trim(), '0', `a process "sleep ${seconds}" is left on the host`);
}
