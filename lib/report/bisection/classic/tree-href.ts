/** Returns the address of a revision of a tree; null: a browser must not follow the tree's address. */
export const treeHref = (url: string, revision: string): string | null =>
  /^(?:https?:\/\/|git:\/\/|ssh:\/\/|\/)/.test(url) ? `${url}#${revision}` : null;
