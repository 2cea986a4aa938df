import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../../typings/config.ts';
import type { BranchDefinition } from '../../../typings/gate.ts';
import type { Db } from '../../db/db.ts';
import { defineBranch } from '../../gate/branch/define-branch.ts';
import { runGate, type GateOutcome } from '../../gate/run/run-gate.ts';
import type { GateOptions } from '../../gate/gate-context.ts';
import { createFlight } from '../../record/flights/create-flight.ts';
import { FAKE_HOST, startFakeLab, type FakeLab } from '../../testing/fakes/fake-hosts.ts';
import { databaseSettings, freshDatabase } from '../../testing/database/fresh-database.ts';
import { receiveMail, type MailReceiver } from '../../testing/peers/receive-mail.ts';
import { recordingHarness } from './recording-harness.ts';
import { makeBareTree, type BareTree } from './bare-tree.ts';

/** A lab with three trees, a database, fake hosts, a mail server and a branch of the gate. */
export interface GateLab extends AsyncDisposable {
  readonly db: Db;
  readonly config: Config;
  readonly folder: string;
  readonly lab: FakeLab;
  readonly mail: MailReceiver;
  /** The tree under test: `staging` is tested, `master` is published. */
  readonly xen: BareTree;
  readonly linux: BareTree;
  readonly qemuu: BareTree;
  readonly branch: BranchDefinition;
  /** The configuration and the branch for commands that run as programs. */
  readonly configFile: string;
  readonly branchFile: string;
  /** The progress messages of the gate. */
  readonly progress: readonly string[];
  /** Commits a new revision with these faults to staging. */
  commit(faults?: string, message?: string): Promise<string>;
  published(): Promise<string | null>;
  run(options?: Partial<GateOptions>): Promise<GateOutcome>;
  /** The sent mails as plain text. */
  mails(): readonly string[];
}

export interface GateLabOptions {
  /** The database; default: a new one. */
  readonly db?: Db;
  readonly hosts?: number;
  readonly branch?: Partial<BranchDefinition>;
  /** Whether jobs run on the fake hosts; otherwise their records are written without running them. Default false. */
  readonly runsJobs?: boolean;
  /** The number of QEMU hosts beside the fake ones; their images are in the user's cache. Default 0. */
  readonly qemuHosts?: number;
  /** Whether a flight has tested the published revision; default true. */
  readonly tested?: boolean;
}

const FLIGHT = fileURLToPath(new URL('./gate-flight.ts', import.meta.url));

/** Starts the lab; the published revision is the head of staging. */
export async function startGateLab(options: GateLabOptions = {}): Promise<GateLab> {
  const { branch: given, tested = true, runsJobs = false, qemuHosts = 0 } = options;
  const { hosts = runsJobs ? 2 : 0 } = options;
  const db = options.db ?? (await freshDatabase());
  const mail = await receiveMail();
  const reports = { smtpUrl: mail.url, mailFrom: 'osstest@lab.example.org', mailTo: ['people@example.org'] };
  const settings = { reports, flights: { retryBroken: 0 }, qemu: { hosts: qemuHosts } };
  const lab = await startFakeLab(db, { hosts, flags: ['arch-amd64', FAKE_HOST], settings });
  const { folder } = lab;
  const [xen, linux, qemuu] = [
    await makeBareTree(folder, 'xen', 'staging'),
    await makeBareTree(folder, 'linux', 'tested'),
    await makeBareTree(folder, 'qemuu', 'master'),
  ];
  const first = (await xen.revision('staging')) ?? '';
  await xen.set('master', first);
  const branch = defineBranch({
    name: 'gate-test',
    summary: 'A branch for tests',
    tree: 'xen',
    source: xen.remote('staging'),
    tested: xen.remote('master'),
    uses: { linux: linux.remote('tested'), qemuu: qemuu.remote('master') },
    flight: FLIGHT,
    hosts: runsJobs ? 'all' : 'any',
    ...given,
  });
  const cacheDir = qemuHosts === 0 ? join(folder, 'cache') : lab.config.paths.cacheDir;
  const config = { ...lab.config, paths: { ...lab.config.paths, cacheDir } };
  const branchFile = join(folder, 'gate-branch.mjs');
  const configFile = join(folder, 'osstest.yaml');
  await writeFile(branchFile, `export default ${JSON.stringify(branch)};\n`);
  await writeFile(configFile, settingsOf(db, config)); // JSON is YAML
  if (tested) await recordTested(db, branch, first);
  const progress: string[] = [];
  return {
    db,
    config,
    folder,
    lab,
    mail,
    xen,
    linux,
    qemuu,
    branch,
    configFile,
    branchFile,
    progress,
    commit: (faults = '', message) => xen.commit('staging', { faults }, message === undefined ? {} : { message }),
    published: () => xen.revision('master'),
    run: (options = {}) =>
      runGate(db, {
        config,
        branch,
        signal: new AbortController().signal,
        onProgress: (line) => void progress.push(line),
        ...(runsJobs ? {} : { harness: recordingHarness }),
        ...options,
      }),
    mails: () => mail.mails.map((text) => text.replaceAll('\r\n', '\n').replaceAll('=\n', '').replaceAll('=3D', '=')),
    [Symbol.asyncDispose]: async () => {
      await lab[Symbol.asyncDispose]();
      await mail[Symbol.asyncDispose]();
      if (options.db === undefined) await db[Symbol.asyncDispose]();
    },
  };
}

const PASSED = ['xen-boot', 'guest-install', 'guest-start', 'guest-stop', 'leak-check'];

/** Records a flight that tested a revision of xen and passed. */
async function recordTested(db: Db, branch: BranchDefinition, revision: string): Promise<number> {
  const job = (name: string) => ({ job: name, recipe: 'fake-test', runvars: {}, status: 'pass' as const });
  const jobs = ['build-amd64', 'test-a', 'test-b'].map(job);
  const { name, intended } = branch;
  const flight = await createFlight(db, { branch: name, intended, blessing: intended, jobs, harness: 'a'.repeat(40) });
  await db.none('update flights set started = extract(epoch from now())::int where flight = $1', flight);
  await db.none(
    'insert into steps (flight, job, stepno, step, status, testid, started, finished) ' +
      "select $1, j, n, 'ts-' || t, 'pass', t, 1500000000, 1500000060 " +
      "from unnest(array['test-a', 'test-b']) j, unnest($2::text[]) with ordinality as tests (t, n)",
    [flight, PASSED],
  );
  await db.none(
    "insert into runvars (flight, job, name, val, synth) select $1, 'build-amd64', n, $2, n like 'built%' " +
      "from unnest(array['revision_xen', 'built_revision_xen']) n",
    [flight, revision],
  );
  return flight;
}

/** Returns the configuration as settings for a program. */
function settingsOf(db: Db, { paths, hosts, reports, flights, qemu }: Config): string {
  const settings = hosts.map(({ name, address, sshPort, sshUser, identityPath, hostKeys, flags, power, serial }) => {
    const ssh = { port: sshPort, user: sshUser, identity: identityPath, hostKeys };
    return [name, { address, ssh, flags, power, serial }];
  });
  return JSON.stringify({
    database: databaseSettings(db).database,
    paths,
    reports,
    flights,
    qemu: { hosts: qemu.hosts },
    hosts: Object.fromEntries(settings),
  });
}
