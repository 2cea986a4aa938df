import { chown, stat } from 'node:fs/promises';
import { PrivateServerError } from '../../errors/database-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { run } from '../../util/subprocess.ts';

/** How PostgreSQL's programs are started: it refuses to run as root. */
export interface Account {
  /** Comes before the program's command line. */
  readonly prefix: readonly string[];
  /** Who must own the data; null: whoever we are. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

const OURSELVES: Account = { prefix: [], owner: null };
/** A user namespace in which root has another number: the files stay root's and nobody else is needed. */
const RENAMED_ROOT: Account = {
  prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'],
  owner: null,
};

/**
 * The account for the server's programs: ourselves; as root, root under another number, or where that is not allowed
 * (some containers) an unprivileged account that can enter root's folders; always the owner of data that are there.
 *
 * @param options.isTried - Whether to try what worked when the data were made, which takes a moment.
 * @throws PrivateServerError (`PRIVATE_SERVER_FAILED`, blame lab)
 */
export async function findAccount(dataDir: string, options: { readonly isTried: boolean }): Promise<Account> {
  if (process.getuid?.() !== 0) return OURSELVES;
  const data = await stat(dataDir).catch(() => null);
  if (data !== null && data.uid !== 0) return unprivileged(data.uid, data.gid);
  if (data !== null && !options.isTried) return RENAMED_ROOT;
  if (await runs([...RENAMED_ROOT.prefix, 'true'])) return RENAMED_ROOT;
  const account = (await ids('postgres')) ?? (await ids('nobody'));
  if (account === null || !(await runs([...unprivileged(account.uid, account.gid).prefix, 'true']))) {
    throw new PrivateServerError(
      'PostgreSQL refuses to run as root, and here it can neither run in a user namespace (unshare --user) nor as ' +
        '"postgres" or "nobody"; run osstest as an ordinary user, or set the URL of a server (database.url)',
    );
  }
  if (data !== null) await run(['chown', '-R', '--', `${account.uid}:${account.gid}`, dataDir]);
  return unprivileged(account.uid, account.gid);
}

/** Gives a folder to the account. */
export async function giveTo(account: Account, dir: string): Promise<void> {
  if (account.owner !== null) await chown(dir, account.owner.uid, account.owner.gid);
}

/** `dac_override` lets it pass through folders that only root can enter; the data themselves belong to it. */
function unprivileged(uid: number, gid: number): Account {
  return {
    prefix: [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      '--inh-caps=-all,+dac_override',
      '--ambient-caps=-all,+dac_override',
      '--',
    ],
    owner: { uid, gid },
  };
}

async function runs(command: readonly string[]): Promise<boolean> {
  try {
    await run(command);
    return true;
  } catch {
    return false;
  }
}

async function ids(name: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const [uid, gid] = await Promise.all([run(['id', '-u', name]), run(['id', '-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch (error) {
    if (/no such user/i.test(describeError(error))) return null;
    throw error;
  }
}
