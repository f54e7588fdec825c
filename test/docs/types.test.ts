/** TypeScript that pages show agrees with the package's own types, as a user's editor would check it. */
import { join } from "node:path";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { build } from "../cli/support.js";
import { root } from "../support/sourceFiles.js";
import { blocksIn } from "./blocks.js";

const blocks = blocksIn("ts");
const files = new Map(blocks.map(({ where, text }) => [join(root, `${where.replaceAll(/[/:.]/g, "-")}.ts`), text]));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2023.d.ts"],
  types: ["node"],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/** What the compiler says of texts that lie in the package's folder, where "floe" is what package.json exports. */
function complaints(texts: ReadonlyMap<string, string>): string[] {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((path) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ file, start, messageText }) => {
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      return `${path.slice(root.length + 1)}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    }),
  );
}

beforeAll(build);

test("every block is right, and a wrong one is not", () => {
  expect(blocks.length).toBeGreaterThanOrEqual(4);
  const wrong = join(root, "wrong.ts");
  const found = complaints(new Map([...files, [wrong, 'import { box, bocks } from "floe";\nbox({ low: 0 });\n']]));
  expect(found).toEqual([
    expect.stringMatching(/^wrong\.ts, line 1: .*'bocks'/),
    expect.stringMatching(/^wrong\.ts, line 2: .*BoxOptions/s),
  ]);
});
