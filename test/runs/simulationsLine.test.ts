import { expect, test } from "vitest";
import { simulationsLine } from "../../src/runs/showGain.js";

const restart = (optimizer?: string) => ({
  ...{ design: [1], compared: { value: 1, se: 0.1, samples: 10, method: "FLO" }, steps: 5 },
  ...(optimizer === undefined ? {} : { optimizer }),
});
const training = (restarts: ReturnType<typeof restart>[], chosen: number, simulations?: number) => ({
  training: {
    ...{ steps: 10, seconds: 1, bound: { value: 1, se: 0.1 }, cap: null, restarts, chosen },
    ...(simulations === undefined ? {} : { simulations }),
  },
});

test("what was simulated, and what moved the design that was chosen", () => {
  const both = [restart("one"), restart("other")];
  const found = "found after 32,720 simulated experiments, all trainings together";
  expect(simulationsLine(training(both, 1, 32720))).toBe(`${found}, by other (restart 2 of 2)\n`);
  expect(simulationsLine(training([restart("one")], 0, 32720))).toBe(`${found}, by one\n`);
  expect(simulationsLine(training([restart()], 0, 32720))).toBe(`${found}\n`);
  expect(simulationsLine(training([restart()], 0))).toBe("");
});
