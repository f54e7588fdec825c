/** TypeScript to JavaScript for one file of the user's, without checking types: what is wrong is found by running it. */
import { basename } from "node:path";
import tsNode, { type Service } from "ts-node";
import ts from "typescript";

let service: Service | undefined;

/** @returns an ES module with an inline source map, so that errors name the user's own lines. @throws SyntaxError */
export function compileTypeScript(code: string, file: string): string {
  service ??= tsNode.create({
    transpileOnly: true,
    skipProject: true,
    skipIgnore: true,
    pretty: false,
    compilerOptions: { module: "ESNext", target: "ES2022", moduleResolution: "Bundler" },
  });
  try {
    return service.compile(code, file);
  } catch (error) {
    if (!(error instanceof tsNode.TSError)) throw error;
    // "folder/my.ts(3,5): error TS1005: ',' expected." becomes "my.ts:3: ',' expected."
    const [, path, line, what] = /^(.+)\((\d+),\d+\): error TS\d+: (.*)/.exec(error.diagnosticText.trim()) ?? [];
    throw new SyntaxError(path ? `${basename(path)}:${line}: ${what}` : error.message);
  }
}

/** Whether a .js file uses import or export: Node 20 would take it for CommonJS where the nearest package.json says nothing. */
export function isEcmaScriptModule(code: string, file: string): boolean {
  return ts.isExternalModule(ts.createSourceFile(file, code, ts.ScriptTarget.ES2022));
}

/** The engine's own message for a module does not name the line. @throws SyntaxError that does */
export function checkJavaScript(code: string, file: string): void {
  const compilerOptions = { allowJs: true, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext };
  const [problem] = ts.transpileModule(code, { fileName: file, reportDiagnostics: true, compilerOptions }).diagnostics ?? [];
  if (!problem) return;
  const { line } = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0) ?? { line: 0 };
  throw new SyntaxError(`${basename(file)}:${line + 1}: ${ts.flattenDiagnosticMessageText(problem.messageText, " ")}`);
}
