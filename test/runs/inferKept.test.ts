/** What is trained is kept: a second inference at the same design trains nothing, and says the same. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import { type InferInput, infer, openPosterior } from "../../src/runs/infer/index.js";
import { infer as kind } from "../../src/runs/kinds/infer.js";
import { finished, type Ran, ran, simulator, small, timeless, trains } from "./keptRuns.js";

const place = mkdtempSync(join(tmpdir(), "floe-kept-"));
afterAll(() => rmSync(place, { recursive: true }));

const first = join(place, "first");
let made: Ran;

beforeAll(async () => {
  made = await ran(simulator, first, [2.1, 1.7], small);
});

test("a run that goes on does not train again, and ends as it would have ended", async () => {
  expect(trains(made)).toBe(true);
  rmSync(join(first, "result.json"));
  const again = await finished((await kind.prepare(kind.asked(made.config))).carryOut(first));
  expect(trains(again)).toBe(false);
  expect(timeless(again.result)).toEqual(timeless(made.result));
});

test("another inference of the same run trains at other places only, and says whose model it took", async () => {
  const other = await ran(first, join(place, "other"), [2.9, 3.1], { posterior: "amortised", draws: 400 });
  expect(trains(other)).toBe(false);
  expect(other.result.why).toContain(`before: ${first}`);
  const height = (run: Ran) => run.result.parameters[0]?.mean as number;
  expect(height(other)).toBeGreaterThan(height(made) + 0.5);
  const others = await ran(first, join(place, "elsewhere"), [2.9, 3.1, 3], small);
  expect(trains(others)).toBe(true);
  const longer = await ran(first, join(place, "longer"), [2.9, 3.1], { ...small, steps: 41 });
  expect(trains(longer)).toBe(true);
  // Its own copy is enough for it to go on.
  rmSync(join(place, "other", "result.json"));
  const again = await finished((await kind.prepare(kind.asked(other.config))).carryOut(join(place, "other")));
  expect(trains(again)).toBe(false);
  expect(timeless(again.result)).toEqual(timeless(other.result));
});

test("in the library it is loaded once: the same draws as the run's own, and other outcomes' at once", async () => {
  const posterior = await openPosterior(first);
  expect([posterior.design, posterior.outcomeNames]).toEqual([
    [0, 0.1],
    ["y1", "y2"],
  ]);
  const { parameters, theta } = await posterior.given([2.1, 1.7], { draws: 4000 });
  expect(theta.values).toHaveLength(8000);
  const { mean = 0, sd = 1 } = made.result.parameters[0] ?? {};
  expect(Math.abs((parameters[0]?.mean as number) - mean)).toBeLessThan(4 * sd * Math.sqrt(1 / 400 + 1 / 4000));
  expect((await posterior.given([2.9, 3.1])).parameters[0]?.mean).toBeGreaterThan(mean + 0.5);
  await expect(posterior.given([2.9])).rejects.toThrow("1 outcome for a design of 2 numbers");
  await expect(openPosterior(place)).rejects.toThrow("holds no trained density");
});

test("what is kept is small, and of another file than the simulator's is trained for again", async () => {
  const file = join(first, "learned.json");
  const text = readFileSync(file, "utf8");
  expect(text.length).toBeLessThan(60_000);
  const learned = JSON.parse(text);
  expect(learned.models).toHaveLength(1);
  writeFileSync(file, JSON.stringify({ ...learned, simulatorHash: "of another file" }));
  try {
    expect(trains(await ran(first, join(place, "changed"), [2, 3], small))).toBe(true);
    await expect(openPosterior(first)).rejects.toThrow("has changed since");
  } finally {
    writeFileSync(file, text);
  }
});

test("through infer(...) what is known is handed on by the run's name", async () => {
  const drawn = async (input: InferInput) => {
    return drained(infer(input));
  };
  const data = { observations: [2.1, 1.7].map((y, i) => ({ design: [i / 10], outcome: [y] })) };
  const { result, learned } = await drawn({ run: first, data, posterior: "amortised", draws: 400 });
  expect(learned[0]?.from).toBe(first);
  expect(result.parameters.map(({ mean, sd }) => [mean, sd])).toEqual(made.result.parameters.map(({ mean, sd }) => [mean, sd]));
});
