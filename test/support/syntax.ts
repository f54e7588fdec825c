/** What the layers test asks of syntax trees. */
import ts from "typescript";
import { walk } from "./sourceFiles.js";

export function isSplit(made: ts.Expression | undefined): made is ts.CallExpression {
  return made !== undefined && ts.isCallExpression(made) && /^(split|keysOf|trainingKeys)$/.test(made.expression.getText());
}

/** How often each key of `const k = split(key, ...)` is read where k is known; those without a use too, if the names stand there. */
export function readsOf({ name, initializer, parent }: ts.VariableDeclaration): Map<string, number> {
  const names =
    isSplit(initializer) && initializer.expression.getText() === "split" ? initializer.arguments.filter(ts.isStringLiteral) : [];
  const reads = new Map(names.map(({ text }) => [text, 0]));
  let scope: ts.Node = parent;
  while (!ts.isBlock(scope) && !ts.isSourceFile(scope)) scope = scope.parent;
  const taken = ts.isObjectBindingPattern(name) ? [...name.elements] : [];
  const keyOf = new Map(taken.map((one) => [one.name.getText(), (one.propertyName ?? one.name).getText()]));
  walk(scope, (node) => {
    const inside =
      ts.isPropertyAccessExpression(node) && node.expression.getText() === name.getText() ? node.name.text : undefined;
    const read = inside ?? (ts.isIdentifier(node) && !isDeclared(node) ? keyOf.get(node.text) : undefined);
    if (read !== undefined) reads.set(read, (reads.get(read) ?? 0) + 1);
  });
  return reads;
}

/** The name itself, or a field of the same name. */
function isDeclared(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    ts.isBindingElement(parent) ||
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

/** What an import names. */
export function isPath({ parent }: ts.Node): boolean {
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword)
  );
}

export function isTensors({ target, typeOnly }: { target: string; typeOnly: boolean }): boolean {
  return !typeOnly && target.startsWith("@tensorflow/");
}

/** The texts that a file compares something with, by an operator or a case. */
export function comparedTexts(syntax: ts.SourceFile): string[] {
  const equality = new Set([
    ts.SyntaxKind.EqualsEqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsEqualsToken,
    ts.SyntaxKind.EqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsToken,
  ]);
  const texts: string[] = [];
  walk(syntax, (node) => {
    if (ts.isBinaryExpression(node) && equality.has(node.operatorToken.kind))
      for (const side of [node.left, node.right]) if (ts.isStringLiteral(side)) texts.push(side.text);
    if (ts.isCaseClause(node) && ts.isStringLiteral(node.expression)) texts.push(node.expression.text);
  });
  return texts;
}
