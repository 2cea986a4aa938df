/** Where a revision of a tree leads to; null: the address is none that a browser may follow. */
export const treeHref = (url: string, revision: string): string | null =>
  /^(?:https?:\/\/|git:\/\/|ssh:\/\/|\/)/.test(url) ? `${url}#${revision}` : null;
