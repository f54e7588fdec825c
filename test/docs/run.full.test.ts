/** TypeScript that the README shows runs as it stands there, from an installed package, with fewer steps. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { build, program, temporaryFolder } from "../cli/support.js";
import { made } from "../support/policies.js";
import { root } from "../support/sourceFiles.js";
import { blocksIn } from "./blocks.js";

const folder = temporaryFolder();
const at = (...path: string[]) => join(folder, ...path);
const env = { ...process.env, FLOE_BACKEND: "wasm" };
const node = (...words: string[]) => execFileSync(process.execPath, words, { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
const floe = (words: string) => node(program, ...words.split(" "));

beforeAll(() => {
  build();
  mkdirSync(at("node_modules"));
  symlinkSync(root, at("node_modules", "floe"));
  writeFileSync(at("package.json"), '{ "type": "module" }');
  floe("meta train metaFlo --steps 5 --hidden 8 --backend wasm --quiet --out runs/model");
  mkdirSync(at("runs", "policy"));
  const policy = made(createSimulator(simulators.sir, 2), adaptivePolicies.recurrent);
  writeFileSync(at("runs", "policy", "policy.json"), JSON.stringify(policy));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is left in the block's variables, by their names. */
function run(block: string, variables: readonly string[]): Record<string, unknown> {
  const quick = block.replace(/steps: \d+/, "steps: 5");
  const text = `${quick}\nprocess.stdout.write("\\n" + JSON.stringify({ ${variables.join(", ")} }) + "\\n");\n`;
  writeFileSync(at("block.js"), ts.transpile(text, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }));
  return JSON.parse(node("block.js").trim().split("\n").at(-1) as string);
}

const inReadme = blocksIn("ts").filter(({ where }) => where.startsWith("README.md"));
const blockWith = (word: string): string => {
  const found = inReadme.filter(({ text }) => text.includes(word));
  expect(found).toHaveLength(1);
  return found[0]?.text as string;
};

test("every block of the README is run below", () => {
  expect(inReadme.map(({ text }) => /from "(floe[/\w]*)"/.exec(text)?.[1])).toEqual(["floe/policy", "floe/meta", "floe"]);
});

test("a policy decides, and is told what was done", () => {
  const { advice } = run(blockWith("loadPolicy"), ["advice"]) as { advice: { design: number[]; step: number; of: number } };
  expect(Object.keys(advice)).toEqual(["design", "step", "of"]); // as the comment beside it says
  expect(advice).toMatchObject({ step: 1, of: 2, design: [expect.any(Number)] });
  const [day] = advice.design as [number];
  expect(day <= 20 || day >= 32).toBe(true);
});

test("a model adapts and predicts at every x", () => {
  const { ys } = run(blockWith("loadMetaModel"), ["ys"]) as { ys: number[] };
  expect(ys).toEqual([expect.any(Number), expect.any(Number)]);
});

test("a model is trained, and both of its files are there", () => {
  const { result, model } = run(blockWith("trainMetaModel"), ["result", "model"]) as Record<string, Record<string, unknown>>;
  const written = JSON.parse(readFileSync(at("runs", "model", "model.json"), "utf8"));
  expect(Object.keys(model ?? {}).sort()).toEqual(Object.keys(written).sort());
  expect(model?.method).toBe("metaFlo");
  expect(Object.keys(result ?? {}).sort()).toEqual(
    Object.keys(JSON.parse(readFileSync(at("runs", "model", "result.json"), "utf8"))).sort(),
  );
});

test("the family of docs/meta-learning.md is taken, with its levels", () => {
  const [family] = blocksIn("ts").filter(({ text }) => text.includes("TaskFamily"));
  writeFileSync(at("mine.ts"), family?.text as string);
  floe("meta train metaFlo --family mine.ts --steps 5 --hidden 8 --backend wasm --quiet --out runs/mine");
  expect(JSON.parse(readFileSync(at("runs", "mine", "model.json"), "utf8"))).toMatchObject({ family: "slopes" });
});
