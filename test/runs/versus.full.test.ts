/** Own designs beside the one found: what is refused, what is marked, and differences that are read off the same experiments. */
import { describe, expect, test } from "vitest";
import { box, choice, spacedTimes } from "../../designs/index.js";
import { drained } from "../../src/basics/steps.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import type { DesignInput, Versus } from "../../src/options/check.js";
import { difference } from "../../src/records/difference.js";
import type { DesignResult } from "../../src/records/types.js";
import { baselines } from "../../src/runs/baselines.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { subjectNames } from "../../src/runs/piece.js";
import { rivalsOf, roundedDesign } from "../../src/runs/versus.js";

const times = spacedTimes({ low: 0, high: 24, dim: 3, spacing: 1, unit: "h" });
const of = (versus: Versus, designs: DesignSpace = times) => rivalsOf({ name: "drug", designs }, versus);

describe("what can be a rival", () => {
  test("numbers in their order, or by the names of the coordinates, with their unit or without", () => {
    const [one, two] = of({ one: [1, 4, 9], two: { t3: 9, "t1 (h)": 1, t2: 4 } });
    expect(one).toEqual({ name: "one", design: [1, 4, 9], rival: "own" });
    expect(two).toEqual({ name: "two", design: [1, 4, 9], rival: "own" });
  });

  test("what breaks a constraint is marked with the reason, and kept", () => {
    const [near, listed] = [of({ near: [1, 1.5, 9] }), of({ other: [2, 3] }, choice({ candidates: [1, 2, 4], dim: 2 }))];
    expect(near).toEqual([{ name: "near", design: [1, 1.5, 9], rival: "own", violation: expect.stringMatching(/t2/) }]);
    expect(of({ there: [1, 2, 9] })[0]).not.toHaveProperty("violation");
    expect(listed[0]?.violation).toBeDefined(); // 3 is none of the candidates
  });

  test.each([
    [{ short: [1, 2] }, "--versus short has 2 numbers, and a design of drug has 3: t1, t2, t3"],
    [{ late: [1, 2, 25] }, "--versus late: t3 is 25 h, and can be from 0 to 24 h only"],
    [{ lacks: { t1: 1, t2: 3 } }, "--versus lacks lacks t3: a design has t1, t2, t3"],
    [{ odd: { t1: 1, t2: 3, t4: 5 } }, '--versus odd: there is no coordinate "t4"; did you mean "t1"? Known: t1, t2, t3 (h)'],
    [{ twice: { t1: 1, "t1 (h)": 2, t2: 3, t3: 5 } }, '--versus twice says t1 twice, as "t1" and as "t1 (h)"'],
    [{ random: [1, 2, 3] }, '--versus: a design cannot be called "random", which Floe uses itself; give it another name'],
    [{ "": [1, 2, 3] }, '--versus: a design needs a name, e.g. protocol=0.5,4,18, got ""'],
  ])("%j is refused in one sentence", (versus, message) => {
    expect(() => of(versus as Versus)).toThrow(message);
  });
});

test("no design of the user's can be called as a row that the run makes itself", () => {
  for (const name of [...Object.values(subjectNames), ...Object.keys(baselines)])
    expect(() => of({ [name]: [1, 2, 3] }), name).toThrow("which Floe uses itself");
});

test("a person's digits are a hundredth of the range at most, or of the number where ratios matter", () => {
  expect(roundedDesign(box({ low: 0, high: 24, dim: 3 }), [0.40345, 4.7167, 23.99])?.design).toEqual([0.4, 4.7, 24]);
  expect(roundedDesign(box({ low: 0, high: 1000, dim: 1 }), [333.3])?.design).toEqual([330]);
  expect(roundedDesign(box({ low: 0.001, high: 1000, dim: 2, scale: "log" }), [0.012345, 123.4])?.design).toEqual([0.0123, 123]);
  expect(roundedDesign(box({ low: 0, high: 24, dim: 1 }), [4])).toBeUndefined();
  // What rounding breaks is said too: 1.06 and 2.09 h stay an hour apart, as 1.1 and 2.1; 1.05 h apart is more than 1.1 and 2.1 are.
  expect(roundedDesign(times, [1.06, 2.09, 3.2])).toEqual({ name: "rounded", design: [1.1, 2.1, 3.2], rival: "rounded" });
  const wide = spacedTimes({ low: 0, high: 24, dim: 2, spacing: 1.05, unit: "h" });
  expect(roundedDesign(wide, [1.06, 2.13])?.violation).toMatch(/1\.05/);
});

test("a candidate of a list has no other digits", () => {
  const [first = 0, second = 0] = [0.123456, 3.98765];
  expect(roundedDesign(choice({ candidates: [first, second], dim: 1 }), [first])).toBeUndefined();
});

const small: DesignInput = {
  simulator: "pharmacokinetic",
  designs: 2,
  seed: 3,
  backend: "wasm",
  training: { steps: 4, batch: 16, restarts: 1 },
  evaluation: { samples: 200, contrasts: 60 },
  versus: { near: [0.5, 12.001], mine: [0.5, 12], other: { t2: 20, t1: 1 } },
};

async function carriedOut(input: DesignInput): Promise<DesignResult> {
  return drained(designExperiment(input));
}

test("rows with who they are, and differences of the same experiments: what is next to nothing reads as that", async () => {
  const { gain, baselines } = await carriedOut(small);
  expect(baselines.map(({ name, rival }) => [name, rival])).toEqual([
    ["rounded", "rounded"],
    ["near", "own"],
    ["mine", "own"],
    ["other", "own"],
    ["equallySpaced", undefined],
    ["random", undefined],
  ]);
  const [, near, mine, other] = baselines;
  expect(other?.design).toEqual([1, 20]);
  for (const one of baselines) expect(one.difference).toEqual(difference(gain, one.gain));
  // A design 4 seconds away: its own error is a hundred times that of the difference.
  const found = difference(near?.gain as typeof gain, mine?.gain as typeof gain);
  expect(found?.paired).toBe(true);
  expect(Math.abs(found?.value as number)).toBeLessThan(1e-3);
  expect(found?.se).toBeLessThan((mine?.gain.lower?.se as number) / 100);
});
