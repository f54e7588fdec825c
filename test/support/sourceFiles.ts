/** The package's own TypeScript files and what they import, read from their syntax. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export interface Import {
  /** A path from the root for our own files ("src/contracts/index.ts"), else the package's name. */
  readonly target: string;
  /** Erased by the compiler: nothing is loaded. */
  readonly typeOnly: boolean;
  /** `import(...)`: loaded when it is reached. */
  readonly dynamic: boolean;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** AssemblyScript looks like TypeScript and is none. */
const kernels = join("kernels", "assembly");

/** @param folders from the root, e.g. "src" */
export function readSourceFiles(folders: readonly string[]): SourceFile[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts") && !name.includes(kernels))
        .map((name) => readSourceFile(`${folder}/${name.replaceAll("\\", "/")}`)),
    );
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const imports: Import[] = [];
  walk(syntax, (node) => {
    const found = importOf(node);
    if (found) imports.push({ ...found, target: resolveTarget(path, found.target) });
  });
  return { path, text, syntax, imports };
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return { target: node.moduleSpecifier.text, typeOnly: onlyTypes(node.importClause), dynamic: false };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
    return { target: node.moduleSpecifier.text, typeOnly: node.isTypeOnly, dynamic: false };
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
    return { target: node.argument.literal.text, typeOnly: true, dynamic: false };
  if (!ts.isCallExpression(node)) return undefined;
  const [argument] = node.arguments;
  if (!argument || !ts.isStringLiteral(argument)) return undefined;
  const imported = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const required = ts.isIdentifier(node.expression) && node.expression.text === "require";
  return imported || required ? { target: argument.text, typeOnly: false, dynamic: imported } : undefined;
}

/** `import type {..}`, or braces in which every name is marked `type`. */
function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return !clause.name && !!named && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
}

function resolveTarget(from: string, target: string): string {
  if (!target.startsWith(".")) return target;
  return relative(root, resolve(root, dirname(from), target))
    .replaceAll("\\", "/")
    .replace(/\.js$/, ".ts");
}

/** What belongs to the repository, committed or about to be: paths from the root. */
export function readTrackedPaths(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  return listed.split("\n").filter((path) => path !== "" && existsSync(join(root, path)));
}

/** The comments of a program in TypeScript, AssemblyScript, JavaScript or Python, line by line. */
export function commentsOf(path: string, text: string): string[] {
  if (path.endsWith(".py")) return text.match(/#.*|"""[\s\S]*?"""/g) ?? [];
  return text.match(/^\s*(\/\/|\/\*|\*).*|\s\/\/ .*/gm) ?? [];
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/**
 * Everything that loading `path` loads at once: own files and packages, without what only `import()` reaches.
 * @param everything types and `import()` as well
 */
export function loadedWith(path: string, files: readonly SourceFile[], { everything = false } = {}): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const loaded = new Set<string>();
  const pending = [path];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (loaded.has(next)) continue;
    loaded.add(next);
    for (const { target, typeOnly, dynamic } of byPath.get(next)?.imports ?? [])
      if (everything || (!typeOnly && !dynamic)) pending.push(target);
  }
  return loaded;
}
