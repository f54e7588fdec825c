/** What is the user's is tried once a run: a program that takes a minute for a draw is not asked for a second rehearsal. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../support/sourceFiles.js";
import { odd } from "./oddSimulator.js";
import { build, openWorkplace } from "./support.js";

const { at, read, call, ok, close } = openWorkplace();
const logging = (where: string) => `import { appendFileSync } from "node:fs";
const drawn = (n: number) => appendFileSync(${JSON.stringify(where)}, n + "\\n");`;

beforeAll(() => {
  build();
  const simulator = odd(logging(at("draws.txt"))).replace("draw(key, n) {", "draw(key, n) { drawn(n);");
  writeFileSync(at("counted.ts"), simulator);
  const family = readFileSync(join(root, "docs", "meta-learning.md"), "utf8")
    .split("```ts\n")[1]
    ?.split("```")[0] as string;
  const draw = family.replace(/draw: \((\w+), n\) => /, "draw: (key, n) => (drawn(n), 0) || ").replaceAll("$1", "key");
  writeFileSync(at("tasks.ts"), `${logging(at("draws.txt"))}\n${draw}`);
});
afterAll(close);

/** The sizes of all draws, one after the other. */
async function drawsOf(line: string, code: number): Promise<string[]> {
  rmSync(at("draws.txt"), { force: true });
  expect(await call(line)).toMatchObject({ code });
  return read("draws.txt").trim().split("\n");
}

test.each([
  ["counted", "design counted.ts --steps 4 --batch 32 --restarts 1 --hidden 4 --samples 50 --contrasts 50 --evaluation-steps 4"],
  ["tasks", "meta train cnp --family tasks.ts --hidden 8 --tasks 4 --steps 4"],
])("%s", async (name, line) => {
  const command = `${line} --backend wasm --quiet --out ${name}`;
  const whole = await drawsOf(command, 0);
  // The same once more is prepared and then refused, for the folder is taken: this is one rehearsal.
  const once = await drawsOf(command, 2);
  const [first] = once;
  const ofRehearsals = (draws: readonly string[]) => draws.filter((n) => n === first).length;
  expect(ofRehearsals(once)).toBeGreaterThan(1);
  expect(ofRehearsals(whole)).toBe(ofRehearsals(once));
  expect(whole.slice(0, once.length)).toEqual(once);
  // Nor is a run that is over tried again.
  rmSync(at("draws.txt"));
  await ok(`resume ${name} --quiet`);
  expect(() => read("draws.txt")).toThrow();
});
