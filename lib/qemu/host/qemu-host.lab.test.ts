import test from 'ava';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SshConnection } from '../../../typings/wire.ts';
import { loadConfig } from '../../config/load-config.ts';
import { pollUntil } from '../../util/poll.ts';
import { minutes, seconds } from '../../util/units.ts';
import { openSsh } from '../../wire/ssh/open-ssh.ts';
import { createQemuHost } from './create-qemu-host.ts';
import type { QemuHost } from './qemu-host.ts';
import { ensureImage } from '../image/ensure-image.ts';
import { freezeQemuHost } from '../freeze/freeze-qemu-host.ts';
import { startQemuHost } from './start-qemu-host.ts';
import { thawQemuHost } from '../freeze/thaw-qemu-host.ts';

const machine = { accelerator: 'tcg', cpus: 2, memoryMiB: 1024 } as const;
const { cacheDir } = (await loadConfig()).paths;
const stateDir = await mkdtemp(join(tmpdir(), 'osstest-lab-'));

const makeQemuHost = (name: string): Promise<QemuHost> =>
  createQemuHost({ name, stateDir, cacheDir, machine, life: 'tied' });

function connect({ definition }: QemuHost): SshConnection {
  return openSsh({ ...definition, port: definition.sshPort, user: definition.sshUser });
}

async function awaitSsh(host: QemuHost, ssh: SshConnection): Promise<void> {
  await pollUntil(
    async () => {
      const look = ssh.exec('true', { timeoutMs: seconds(20) });
      return look.then(
        () => ({ done: true }),
        (error: Error) => ({ waiting: error.message }),
      );
    },
    { subject: `${host.name}: ssh`, timeoutMs: minutes(10) },
  );
}

/** Exit code of an attempt to connect from the host. */
async function reaches(ssh: SshConnection, address: string, port: number): Promise<boolean> {
  const attempt = `timeout 30 bash -c 'exec 3<>/dev/tcp/${address}/${port}'`;
  return (await ssh.exec(attempt, { okExitCodes: 'any', timeoutMs: seconds(60) })).exitCode === 0;
}

test.serial('a fresh host comes up, and reaches only the package mirror', async (t) => {
  const image = await ensureImage('debian', { cacheDir, emitter: { progress: (line) => t.log(line) } });
  await using host = await makeQemuHost('fresh');
  const service = createServer((_, response) => response.end('secret')).listen(0, '127.0.0.1');
  await once(service, 'listening');
  try {
    const startedAt = performance.now();
    await startQemuHost(host, { image });
    await using ssh = connect(host);
    await awaitSsh(host, ssh);
    t.log(`power-on to ssh ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    t.regex(await readFile(host.serialLogPath, 'utf8'), /Linux version/);

    const { port } = service.address() as AddressInfo;
    t.true(await reaches(ssh, '10.0.2.100', 80), 'mirror gateway');
    t.false(await reaches(ssh, '10.0.2.2', port), 'a service on the loopback of the host');
    t.false(await reaches(ssh, '10.0.2.3', 53), 'name server');
    t.false(await reaches(ssh, '10.0.2.100', 81), 'another port of the gateway');
    t.false(await reaches(ssh, '192.0.2.1', 80), 'another machine');
    const { stdout } = await ssh.exec('apt-get -q -y install --reinstall hostname 2>&1', { timeoutMs: minutes(5) });
    t.regex(stdout, /Get:1 http:\/\/10\.0\.2\.100\/debian bookworm\/main amd64 hostname/);
  } finally {
    service.close();
  }
});

test.serial(
  'a frozen host continues in other hosts with memory and disk, and so does one that was frozen again',
  async (t) => {
    const emitter = { progress: (line: string) => t.log(line) };
    const image = await ensureImage('debian', { cacheDir, emitter });
    const key = `lab test ${process.pid}`;
    await using original = await makeQemuHost('original');
    await using copy = await makeQemuHost('copy');
    const bootIdOf = async (ssh: SshConnection): Promise<string> =>
      (await ssh.exec('cat /proc/sys/kernel/random/boot_id')).stdout;
    t.is(await thawQemuHost(copy, `${key} 1`, { emitter }), null);
    await startQemuHost(original, { image });
    await using ssh = connect(original);
    await awaitSsh(original, ssh);
    const bootId = await bootIdOf(ssh);
    for (const round of ['1', '2']) {
      await ssh.exec(`echo disk ${round} > /root/mark; sync; mountpoint -q /mnt || mount -t tmpfs none /mnt`);
      await ssh.exec(`echo memory ${round} > /mnt/mark`);
      await freezeQemuHost(original, `${key} ${round}`);
      t.is((await ssh.exec('cat /mnt/mark')).stdout, `memory ${round}\n`, 'the original continues');
    }
    await original[Symbol.asyncDispose]();
    for (const round of ['1', '2', '2']) {
      const startedAt = performance.now();
      const frozen = await thawQemuHost(copy, `${key} ${round}`, { emitter });
      await using copySsh = connect(copy);
      await awaitSsh(copy, copySsh);
      t.log(`thawed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
      t.is((await copySsh.exec('cat /root/mark /mnt/mark')).stdout, `disk ${round}\nmemory ${round}\n`);
      t.is(await bootIdOf(copySsh), bootId);
      const { stdout } = await copySsh.exec('systemctl is-system-running', { okExitCodes: 'any' });
      t.is(stdout, 'running\n');
      t.truthy(frozen);
    }
  },
);
