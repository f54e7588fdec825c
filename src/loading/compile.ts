/**
 * TypeScript to JavaScript for one file of the user's, without checking types: what is wrong is found by running it. The compiler is the
 * one that Floe depends on; whichever version lies in the user's folder is never asked (TypeScript 7 has no compiler in JavaScript).
 */
import { basename } from "node:path";
import ts from "typescript";

/** @returns an ES module with an inline source map, so that errors name the user's own lines. @throws SyntaxError */
export function compileTypeScript(code: string, file: string): string {
  const { outputText, diagnostics } = ts.transpileModule(code, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, inlineSourceMap: true, inlineSources: true },
  });
  refuse(diagnostics, file);
  return outputText;
}

/** Whether a .js file uses import or export: Node 20 would take it for CommonJS where the nearest package.json says nothing. */
export function isEcmaScriptModule(code: string, file: string): boolean {
  return ts.isExternalModule(ts.createSourceFile(file, code, ts.ScriptTarget.ES2022));
}

/** The engine's own message for a module does not name the line. @throws SyntaxError that does */
export function checkJavaScript(code: string, file: string): void {
  const compilerOptions = { allowJs: true, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext };
  refuse(ts.transpileModule(code, { fileName: file, reportDiagnostics: true, compilerOptions }).diagnostics, file);
}

/** "my.ts:3: ',' expected." @throws SyntaxError for the first of the compiler's complaints */
function refuse(diagnostics: readonly ts.Diagnostic[] | undefined, file: string): void {
  const [problem] = diagnostics ?? [];
  if (!problem) return;
  const { line } = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0) ?? { line: 0 };
  throw new SyntaxError(`${basename(file)}:${line + 1}: ${ts.flattenDiagnosticMessageText(problem.messageText, " ")}`);
}
