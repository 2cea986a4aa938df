import ts from 'typescript';
import type { SourceFile } from './source-tree.ts';

/**
 * Returns each `await using` (or `using`) in a loop that catches errors and continues. tsx runs the clone with esbuild, whose
 * code stores the error of one iteration and throws it again in all later ones. Move the body to a function of its own.
 */
export function usingInLoops(file: SourceFile): readonly string[] {
  if (!/\busing\b/.test(file.text)) return [];
  const tree = file.parse();
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclarationList(node) && isUsing(node) && isInCatchingLoop(node)) {
      found.push(`${file.path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const isUsing = (node: ts.VariableDeclarationList): boolean => (node.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using;

function isInCatchingLoop(node: ts.Node): boolean {
  let isCaught = false;
  for (let at: ts.Node | undefined = node; at !== undefined && !ts.isFunctionLike(at); at = at.parent) {
    if (ts.isIterationStatement(at, false)) return isCaught;
    const parent: ts.Node | undefined = at.parent;
    if (parent !== undefined && ts.isTryStatement(parent) && parent.tryBlock === at) {
      isCaught ||= parent.catchClause !== undefined;
    }
  }
  return false;
}
