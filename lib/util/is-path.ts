/** Returns whether a module (of a recipe, test, flight or branch) is named by its path. */
export const isPath = (reference: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(reference);
