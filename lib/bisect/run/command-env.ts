/** Sets, for each tree, the path of its worktree and its revision. */
export function commandEnv(
  env: Readonly<Record<string, string | undefined>>,
  trees: readonly { readonly name: string; readonly path: string; readonly revision: string }[],
): NodeJS.ProcessEnv {
  const added = trees.flatMap(({ name, path, revision }) => {
    const word = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
    return [
      [`OSSTEST_TREE_${word}`, path],
      [`OSSTEST_REVISION_${word}`, revision],
    ];
  });
  // A hook or an alias of git that runs us must not send the commands' git to the user's repository.
  const own = Object.entries(env).filter(([name]) => !/^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX)$/.test(name));
  return { ...Object.fromEntries(own), ...Object.fromEntries(added) };
}
