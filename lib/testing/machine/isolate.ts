import process from 'node:process';

/** What comes before a command that is to have namespaces of its own, such as `--net`, in which it is root. */
export function isolate(...namespaces: readonly string[]): readonly string[] {
  const users = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  return ['unshare', ...users, ...namespaces, '--'];
}
