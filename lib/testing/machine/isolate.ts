import process from 'node:process';

/** Returns the command prefix that runs a command as root in its own namespaces, such as `--net`. */
export function isolate(...namespaces: readonly string[]): readonly string[] {
  const users = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  return ['unshare', ...users, ...namespaces, '--'];
}
