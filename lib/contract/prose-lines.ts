import ts from 'typescript';
import type { SourceFile } from './source-tree.ts';

/** A line of prose: of a document, a comment, a help text or a message. */
export interface ProseLine {
  readonly line: number;
  readonly text: string;
}

/** Returns the lines of a document that are not in a code block. */
export function proseOfDocument(text: string): readonly ProseLine[] {
  let isCode = false;
  return text.split('\n').flatMap((line, index) => {
    if (/^ *```/.test(line)) isCode = !isCode;
    return isCode ? [] : [{ line: index + 1, text: line }];
  });
}

/** Returns the comments of an SQL file or a shell script, which follow the mark. */
export function proseOfComments(text: string, mark: '--' | '#'): readonly ProseLine[] {
  return text.split('\n').flatMap((line, index) => {
    const at = line.search(mark === '--' ? /--/ : /(?:^|\s)#(?!!)/);
    return at < 0 ? [] : [{ line: index + 1, text: line.slice(at) }];
  });
}

/** Returns the comments of a TypeScript file, and its string literals of more than one word. */
export function proseOfSource(file: Pick<SourceFile, 'text' | 'parse'>): readonly ProseLine[] {
  const tree = file.parse();
  const comments = new Map<number, number>();
  const found: ProseLine[] = [];
  const add = (start: number, text: string): void => {
    const { line } = tree.getLineAndCharacterOfPosition(start);
    found.push(...text.split('\n').map((each, index) => ({ line: line + index + 1, text: each })));
  };
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of [
      ...(ts.getLeadingCommentRanges(file.text, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(file.text, node.end) ?? []),
    ])
      comments.set(pos, end);
    if (isMessage(node)) add(node.getStart(tree), node.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  for (const [pos, end] of comments) add(pos, file.text.slice(pos, end));
  return found.toSorted((a, b) => a.line - b.line);
}

function isMessage(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateHead {
  const isText =
    ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
  return isText && /[a-z] [a-z]/.test(node.text);
}
