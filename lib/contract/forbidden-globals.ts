import ts from 'typescript';
import type { SourceFile } from './source-tree.ts';
import { layerOf } from './layers.ts';

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'console']);
const MODULES = new Set([
  'node:timers',
  'node:timers/promises',
  'timers',
  'timers/promises',
  'console',
  'node:console',
]);
const EXEMPT_LAYERS = new Set(['util', 'config', 'cli']);

/** Uses of the clock, timers, the environment and the console outside of the layers that wrap them. */
export function forbiddenGlobals(file: SourceFile): readonly string[] {
  if (file.isTest || EXEMPT_LAYERS.has(layerOf(file.path) ?? '')) return [];
  const tree = file.parse();
  const found: string[] = file.imports.filter((specifier) => MODULES.has(specifier));
  const visit = (node: ts.Node): void => {
    const name = forbiddenName(node);
    if (name !== null) found.push(`${name} in line ${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found.map((what) => `${file.path}: ${what}`);
}

function forbiddenName(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const text = `${node.expression.getText()}.${node.name.text}`;
    return text === 'process.env' || text === 'Date.now' ? text : null;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) {
    return 'new Date()';
  }
  const isUse = ts.isIdentifier(node) && TIMERS.has(node.text);
  return isUse && isGlobal(node) ? node.text : null;
}

/** Whether the identifier is used as such, and is not the name of a member or of something declared here. */
function isGlobal(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return ts.isCallExpression(parent) || ts.isArrayLiteralExpression(parent) || ts.isVariableDeclaration(parent);
}
