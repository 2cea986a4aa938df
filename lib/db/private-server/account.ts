import { chown, stat } from 'node:fs/promises';
import { PrivateServerError } from '../../errors/database-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { run } from '../../util/subprocess.ts';

/** How to start PostgreSQL's programs, which refuse to run as root. */
export interface Account {
  /** Prefix of the program's command line. */
  readonly prefix: readonly string[];
  /** The required owner of the data; null: the user of this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

const OURSELVES: Account = { prefix: [], owner: null };
/** A user namespace that maps root to another user ID. The files remain root's, and no other account is needed. */
const RENAMED_ROOT: Account = {
  prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'],
  owner: null,
};

/**
 * Returns the account for the server's programs: the user of this process. For root it is root under another user ID, or,
 * where namespaces are not allowed (some containers), an unprivileged account that can enter root's folders. The owner of
 * existing data takes precedence.
 *
 * @param options.isTried - Whether to test again what worked when the data were created, which takes a moment.
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
        '`postgres` or `nobody`; run osstest as an ordinary user, or set the URL of a server (database.url)',
    );
  }
  if (data !== null) await run(['chown', '-R', '--', `${account.uid}:${account.gid}`, dataDir]);
  return unprivileged(account.uid, account.gid);
}

/** Makes the account the owner of a folder. */
export async function giveTo(account: Account, dir: string): Promise<void> {
  if (account.owner !== null) await chown(dir, account.owner.uid, account.owner.gid);
}

/** `dac_override` allows the account to traverse folders that only root can enter. The data belong to the account. */
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
