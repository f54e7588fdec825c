/** TypeScript to JavaScript for one file of the user's, without checking types: what is wrong is found by running it. */
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
    throw new SyntaxError(error.diagnosticText.trim().split("\n", 1)[0]);
  }
}

/** Whether a .js file uses import or export: Node 20 would take it for CommonJS where the nearest package.json says nothing. */
export function isEcmaScriptModule(code: string, file: string): boolean {
  return ts.isExternalModule(ts.createSourceFile(file, code, ts.ScriptTarget.ES2022));
}
