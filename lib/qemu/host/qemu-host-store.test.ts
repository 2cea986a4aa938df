import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QemuHostError } from '../../errors/lab-errors.ts';
import { identifyProcess, type ProcessIdentity } from '../../util/process-identity.ts';
import { listQemuHosts, readQemuHost, writeQemuHost } from './qemu-host-store.ts';
import { createQemuHost } from './create-qemu-host.ts';
import { openQemuHost } from './open-qemu-host.ts';
import { removeQemuHost } from './remove-qemu-host.ts';
import { frozenDigest, frozenDir, listFrozen } from '../freeze/frozen-store.ts';
import { imagesDir, listImages } from '../image/image-cache.ts';
import { makeOwnedDirectory } from '../tools/owned-directory.ts';
import { pruneCache } from '../cleanup/prune-cache.ts';
import { OWN_DISK_DEVICE } from '../disk/own-disk.ts';
import { machineArguments } from '../machine/machine-arguments.ts';
import { wiringArguments } from '../machine/wiring-arguments.ts';
import { removeLeftovers } from '../cleanup/remove-leftovers.ts';
import { startQemuHost } from './start-qemu-host.ts';
import { freezeQemuHost } from '../freeze/freeze-qemu-host.ts';

const machine = { accelerator: 'tcg', cpus: 2, memoryMiB: 1024 } as const;

interface Folders extends AsyncDisposable {
  readonly stateDir: string;
  readonly cacheDir: string;
}

async function makeFolders(): Promise<Folders> {
  const root = await mkdtemp(join(tmpdir(), 'osstest-hosts-'));
  return {
    stateDir: join(root, 'state'),
    cacheDir: join(root, 'cache'),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A process that has ended. */
async function deadProcess(): Promise<ProcessIdentity> {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const identity = identifyProcess(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  if (identity === null) throw new Error('sleep exited without a signal');
  return identity;
}

test('createQemuHost creates a host that is off, with its own port and keys', async (t) => {
  await using folders = await makeFolders();
  const host = await createQemuHost({ name: 'one', ...folders, machine, life: 'tied' });
  const other = await createQemuHost({ name: 'two', ...folders, machine, life: 'detached' });
  t.not(host.definition.sshPort, other.definition.sshPort);
  t.regex(String(host.definition.hostKeys), /^ssh-ed25519 \S+$/);
  t.deepEqual((await openQemuHost(folders.stateDir, 'one')).definition, host.definition);
  t.deepEqual(
    (await listQemuHosts(folders.stateDir)).map(({ record, running }) => [record.name, running, record.owner !== null]),
    [
      ['one', false, true],
      ['two', false, false],
    ],
  );
});

test('createQemuHost refuses a name that is in use, is not valid, or makes the paths of sockets too long', async (t) => {
  await using folders = await makeFolders();
  const make = (name: string): Promise<unknown> => createQemuHost({ name, ...folders, machine, life: 'tied' });
  await make('one');
  for (const name of ['one', '../up', '', 'x'.repeat(100)]) {
    await t.throwsAsync(make(name), { instanceOf: QemuHostError, code: 'QEMU_HOST_FAILED' }, name);
  }
});

test('disposing of a QEMU host removes one that is tied to this process, and no other', async (t) => {
  await using folders = await makeFolders();
  for (const life of ['tied', 'detached'] as const) {
    const host = await createQemuHost({ name: life, ...folders, machine, life });
    await host[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
  }
  const left = await listQemuHosts(folders.stateDir);
  t.deepEqual(
    left.map(({ record }) => record.name),
    ['detached'],
  );
});

test('a host that is off can be removed, also twice, and neither frozen nor started without a disk', async (t) => {
  await using folders = await makeFolders();
  const host = await createQemuHost({ name: 'one', ...folders, machine, life: 'tied' });
  await t.throwsAsync(freezeQemuHost(host, 'key'), { instanceOf: QemuHostError, message: /does not run/ });
  await t.throwsAsync(startQemuHost(host, 'own-disk'), { instanceOf: QemuHostError, message: /no disk/ });
  await removeQemuHost(host);
  await removeQemuHost(host);
  await t.throwsAsync(startQemuHost(host, 'own-disk'), { instanceOf: QemuHostError, message: /removed/ });
  await t.throwsAsync(openQemuHost(folders.stateDir, 'one'), { instanceOf: QemuHostError, message: /no such host/ });
});

test('a QEMU host reaches only the gateway, and only ssh reaches the host', (t) => {
  const command = wiringArguments({ name: 'one', sshPort: 22_001, cacheDir: '/a, b', debianMirror: null });
  const network = command[command.indexOf('-netdev') + 1] ?? '';
  t.regex(
    network,
    /^user,id=net,ipv6=off,restrict=on,hostfwd=tcp:127\.0\.0\.1:22001-:22,guestfwd=tcp:10\.0\.2\.100:80-cmd:/,
  );
  t.regex(network, /'\/a,, b\/packages'$/, 'commas are doubled for QEMU, blanks quoted for its shell');
});

test('the machine does not depend on the host; a frozen host depends on machine, key and QEMU', (t) => {
  t.false(machineArguments(machine, OWN_DISK_DEVICE).some((word) => word.includes('disk.qcow2')));
  const digests = [
    frozenDigest('key', machine, '7.2'),
    frozenDigest('other', machine, '7.2'),
    frozenDigest('key', { ...machine, memoryMiB: 2048 }, '7.2'),
    frozenDigest('key', machine, '8.0'),
  ];
  t.is(new Set(digests).size, 4);
});

test('removeLeftovers removes what killed processes left, and nothing else', async (t) => {
  await using folders = await makeFolders();
  const dead = await deadProcess();
  for (const name of ['mine', 'left', 'kept']) await createQemuHost({ name, ...folders, machine, life: 'tied' });
  const own = async (name: string, owner: ProcessIdentity | null): Promise<void> => {
    const found = await readQemuHost(join(folders.stateDir, 'hosts', name));
    if (found !== null) await writeQemuHost(found.directory, { ...found.record, owner });
  };
  await own('left', dead);
  await own('kept', null);
  const building = await makeOwnedDirectory(imagesDir(folders.cacheDir), 'debian');
  const orphan = join(imagesDir(folders.cacheDir), `debian.new-${dead.pid}-${dead.startTicks}-${dead.bootId}.0a`);
  await mkdir(orphan);

  t.deepEqual(await removeLeftovers(folders), ['host left', orphan]);
  t.deepEqual(
    (await listQemuHosts(folders.stateDir)).map(({ record }) => record.name),
    ['kept', 'mine'],
  );
  t.true(await exists(building));
  t.deepEqual(await removeLeftovers(folders), []);
});

test('pruneCache retains the newest image and all images on which a host or a frozen host depends', async (t) => {
  await using folders = await makeFolders();
  const { stateDir, cacheDir } = folders;
  const now = Date.now();
  const ago = (days: number): string => new Date(now - days * 86_400_000).toISOString();
  const write = async (directory: string, file: string, record: unknown): Promise<void> => {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, file), JSON.stringify(record));
  };
  for (const [digest, builtAt] of Object.entries({ new: ago(1), backing: ago(20), booted: ago(21), unused: ago(22) })) {
    await write(join(imagesDir(cacheDir), digest), 'image.json', {
      kind: 'debian',
      digest,
      recipeDigest: 'r',
      builtAt,
    });
    await writeFile(join(imagesDir(cacheDir), digest, 'disk.raw'), '');
  }
  const freeze = (digest: string, frozenAt: string, backing: string): Promise<void> => {
    const backingPath = join(imagesDir(cacheDir), backing, 'disk.raw');
    return write(join(frozenDir(cacheDir), digest), 'frozen.json', {
      digest,
      key: 'k',
      frozenAt,
      disk: 'd',
      backingPath,
    });
  };
  await freeze('fresh', ago(2), 'backing');
  await freeze('stale', ago(15), 'unused');
  const host = await createQemuHost({ name: 'one', stateDir, cacheDir, machine, life: 'detached' });
  const found = await readQemuHost(host.directory);
  if (found === null) return t.fail();
  const run = { qemu: await deadProcess(), command: [], disk: 'disk.qcow2', startedAt: ago(0) };
  await writeQemuHost(host.directory, {
    ...found.record,
    run: { ...run, origin: { kind: 'image', digest: 'booted' } },
  });

  await pruneCache(stateDir, cacheDir);
  t.deepEqual(
    (await listFrozen(cacheDir)).map(({ digest }) => digest),
    ['fresh'],
  );
  await pruneCache(stateDir, cacheDir); // the image under the stale one is not needed now
  t.deepEqual(
    (await listImages(cacheDir)).map(({ digest }) => digest),
    ['new', 'backing', 'booted'],
  );
});
