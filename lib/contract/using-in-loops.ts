import ts from 'typescript';
import type { SourceFile } from './source-tree.ts';

/**
 * Where `await using` (or `using`) stands in a loop that catches and goes on. esbuild, by which tsx runs the clone, keeps
 * the error of one round for all later ones there and throws it again; in a function of its own all is well.
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
