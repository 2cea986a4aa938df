import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { read, ROOT } from '../contract/source-tree.ts';
import { freePort } from '../testing/machine/free-port.ts';
import { systemClock } from '../util/clock.ts';
import { minutes, seconds } from '../util/units.ts';
import { pollUntil } from '../util/poll.ts';

/** The commands of the document, by terminal. */
function readTerminals(): ReadonlyMap<string, string> {
  const blocks = [...read('docs/lab-setup.md').matchAll(/^```sh terminal=(\S+)\n([^]*?)^```$/gm)];
  return new Map(blocks.map(([, terminal, commands]) => [terminal!, commands!]));
}

interface Terminal {
  readonly process: ChildProcess;
  /** stdout and stderr until now. */
  readonly text: string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

function openTerminal(folder: string, env: NodeJS.ProcessEnv, commands: string): Terminal {
  const process = spawn('bash', ['-e', '-o', 'pipefail', '-c', commands], { cwd: folder, env, detached: true });
  let text = '';
  for (const stream of [process.stdout, process.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(process, 'close').then(([code]) => code as number | null);
  return {
    process,
    ended,
    get text() {
      return text;
    },
  };
}

const says = (terminal: Terminal, what: RegExp, subject: string): Promise<true> =>
  pollUntil(
    () => Promise.resolve(what.test(terminal.text) ? { done: true as const } : { waiting: terminal.text.slice(-200) }),
    { subject, timeoutMs: minutes(4), intervalMs: 100 },
  );

test('docs/lab-setup.md, word for word: two daemons and three jobs in five terminals, on one private database', async (t) => {
  t.timeout(minutes(15));
  const folder = await mkdtemp(join(tmpdir(), 'osstest-setup-'));
  const terminals = readTerminals();
  t.true(read('docs/lab-setup.md').includes(read('lib/config/examples/nightly.tsv')));
  const ports = [await freePort(), await freePort()];
  for (const name of ['bin', 'state', 'run', 'cache', 'try']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'bin/osstest'), `#!/bin/sh\nexec node ${join(ROOT, 'bin/osstest.js')} "$@"\n`);
  await chmod(join(folder, 'bin/osstest'), 0o755);
  await cp(join(ROOT, 'lib/config/examples/one-host-lab.yaml'), join(folder, 'try/osstest.yaml'));
  await cp(join(ROOT, 'lib/config/examples/nightly.tsv'), join(folder, 'try/nightly.tsv'));
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    OSSTEST_STATE_DIR: join(folder, 'state'),
    OSSTEST_RUNTIME_DIR: join(folder, 'run'),
    OSSTEST_CACHE_DIR: join(folder, 'cache'),
    // the only difference from the document: other tests may run on this machine
    OSSTEST_OWNER_DAEMON: `127.0.0.1:${ports[0]}`,
    OSSTEST_QUEUE_DAEMON: `127.0.0.1:${ports[1]}`,
  };
  const open = (name: string): Terminal => openTerminal(join(folder, 'try'), env, terminals.get(name)!);
  const opened: Terminal[] = [];
  try {
    const [owner, queue] = [open('owner'), open('queue')];
    opened.push(owner, queue);
    await says(owner, /owner daemon: serving on/, 'owner daemon');
    await says(queue, /queue daemon: serving on/, 'queue daemon');
    const jobs = ['job-1', 'job-2', 'job-3'].map(open);
    opened.push(...jobs);
    await Promise.any(jobs.map((job) => says(job, /host is qemu0/, 'first job')));
    await Promise.any(jobs.map((job) => says(job, /is taken by/, 'a job that waits')));
    await systemClock.sleep(seconds(1));
    const look = open('look');
    t.is(await look.ended, 0, look.text);
    t.regex(look.text, /waits/);
    t.regex(look.text, /qemu0 /);
    for (const job of jobs) {
      t.is(await job.ended, 0, job.text);
      t.regex(job.text, /\(hold-host\) on qemu0: pass/);
    }
    for (const name of ['after', 'cron', 'check']) {
      const terminal = open(name);
      t.is(await terminal.ended, 0, terminal.text);
    }
    for (const daemon of [owner, queue]) {
      process.kill(-daemon.process.pid!, 'SIGTERM');
      t.is(await daemon.ended, 0, daemon.text);
    }
  } finally {
    for (const { process: child } of opened) {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
});
