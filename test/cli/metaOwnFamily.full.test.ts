/** A task family from a file: the example of the documentation runs as it is, and wrong files get one message. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../support/sourceFiles.js";
import { build, openWorkplace } from "./support.js";

const { at, read, call, ok, close } = openWorkplace();
const tiny = "--hidden 8 --tasks 4 --backend wasm --quiet";
const documented = readFileSync(join(root, "docs", "meta-learning.md"), "utf8")
  .split("```ts\n")[1]
  ?.split("```")[0] as string;

/** Each a change of the example, and the words of its refusal. */
const wrong: Readonly<Record<string, readonly [from: string | RegExp, to: string, words: string]>> = {
  noFamily: [
    /export default[\s\S]*/,
    "export const simulator = { create() {} };",
    "exports no task family: it exports simulator",
  ],
  empty: [/[\s\S]*/, "", "exports no task family: it exports nothing"],
  noValue: [/ {2}value: .*\n/, "", '"value" of the task family must be a function, got nothing'],
  half: ["support: 2", "support: 2.5", '"support" of the task family must be a whole number of at least 1, got 2.5'],
  turned: ["low: -1", "low: 1", '"low" of the task family must be less than "high", got 1 and 1'],
  known: ['"slopes"', '"sine"', 'a task family called "sine" comes with Floe'],
  level: ["zero: 4 / 9", "zero: 1", "levels.zero is 1, but over 2000 tasks the mean square of y is 0.4"],
  mean: ["mean: 4 / 9", "mean: 0.1", "levels.mean is 0.1, but over 2000 tasks the mean square of y - mean(x) is 0.4"],
  free: [/random\.uniforms.*,/, "Float32Array.from({ length: n }, () => 4 * Math.random() - 2),", "other tasks for the same key"],
  list: [/random\.uniforms.*,/, "Array.from({ length: n }, () => 1),", "must give a Float32Array"],
  few: [/random\.uniforms.*,/, "random.uniforms(key, 3, -2, 2),", "must give 2000 numbers, 1 a task, and gave 3"],
  hole: ["task[0] * x", "1 / (task[0] - task[0])", "it must be finite"],
  throws: ["task[0] * x", "task.slope.at(x)", "the file's own code failed at throws.ts:9"],
  syntax: ["parameters: 1,", "parameters 1,", "could not be loaded: syntax.ts:7"],
};

beforeAll(async () => {
  build();
  writeFileSync(at("slopes.ts"), documented);
  for (const [name, [from, to]] of Object.entries(wrong)) writeFileSync(at(`${name}.ts`), documented.replace(from, to));
  await ok(`meta train cnp --family slopes.ts --steps 20 --out first ${tiny}`);
}, 120_000);

afterAll(close);

test("the documented family is trained on, and its file is kept in mind", () => {
  const { training, familyFile } = JSON.parse(read("first", "config.json"));
  expect([training.family, training.support, training.query]).toEqual(["slopes", 2, 3]);
  expect(familyFile).toEqual({ file: at("slopes.ts"), hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(JSON.parse(read("first", "result.json")).levels.zero).toBeCloseTo(4 / 9, 12);
  expect(JSON.parse(read("first", "report.json")).references.length).toBeGreaterThan(2);
});

test.each<[string, string]>([
  ...Object.entries(wrong).map(([name, [, , words]]): [string, string] => [`${name}.ts`, words]),
  ["nowhere.ts", "there is no file nowhere.ts"],
  ["first", "first is a folder: name the task family's file"],
  ["first/result.json", "a task family's file must end in .ts"],
  ["sines", 'unknown task family "sines"; did you mean "sine"'],
])("--family %s: one message, and no folder", async (file, words) => {
  for (const command of ["train cnp", "compare"]) {
    const { code, stdout, stderr } = await call(`meta ${command} --family ${file} --out refused`);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^floe: [^\n]+\n$/);
    expect(stderr).toContain(words);
    expect(existsSync(at("refused"))).toBe(false);
  }
});
