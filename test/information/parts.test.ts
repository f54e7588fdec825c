/** Both terms of a bound in its metrics, and what a batch can carry. */
import { describe, expect, test } from "vitest";
import { random } from "../../policies/random.js";
import { staticDesign } from "../../policies/static.js";
import { linear } from "../../simulators/linear.js";
import type { FromScores } from "../../src/contracts/bounds.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { pilotScaling } from "../../src/experiment/draws.js";
import { openSource } from "../../src/experiment/source.js";
import { buildObjective } from "../../src/information/objective.js";
import { capacityNote, leastSpread } from "../../src/information/training/capacity.js";
import { initState, packState, unpackState } from "../../src/information/training/state.js";
import { type TrainEvent, train } from "../../src/information/training/train.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { normals } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { withCritic } from "../../src/runs/critic.js";

const simulator = createSimulator(linear, 1);
const draw = simulator.draw as NonNullable<Simulator["draw"]>;

/** The lines of a short training. */
async function linesOf(estimator: FromScores): Promise<{ lines: TrainEvent[]; state: ReturnType<typeof initState> }> {
  const options = { ...trainingDefaults, batch: 16, steps: 1000, warmup: 0, hidden: [8], features: 4 };
  const k = split(key(1), "source", "train", "validation", "pilot", "init", "scaling");
  const scaling = tidied(() => pilotScaling(simulator, random, {}, draw(k.pilot, 200), k.scaling, false));
  const objective = buildObjective(simulator, estimator, withCritic(options), scaling);
  const state = tidied(() => initState({ ...staticDesign.init(simulator.designs, [2]), ...objective.init(k.init) }));
  const source = openSource(simulator, k.source, options.steps);
  const task = { simulator, policy: staticDesign, objective, options, key: k.train, source, validation: draw(k.validation, 16) };
  const lines: TrainEvent[] = [];
  for await (const told of train(task, state)) {
    if (told.kind === "line") lines.push(told);
    if (lines.length === 3) break;
  }
  return { lines, state };
}

describe.each(["flo", "nwj", "tuba"] as const)("%s", (name) => {
  test("the bound is the first term less the second, in every line of metrics", async () => {
    const { lines, state } = await linesOf(estimators[name]);
    expect(lines).toHaveLength(3);
    for (const { bound, parts } of lines) {
      expect((parts?.joint.value as number) - (parts?.others.value as number)).toBeCloseTo(bound, 5);
      expect(parts?.others.se).toBeGreaterThan(0);
    }
    expect(unpackState(packState(state), state).counters.recentJoint).toEqual(state.counters.recentJoint);
  });
});

test("scores that stand for no ratio have no terms", async () => {
  const { lines } = await linesOf(estimators.infoNce);
  expect(lines.map(({ parts }) => parts)).toEqual([undefined, undefined, undefined]);
});

test("the spread of a mean ratio is never less than theorem 2 says; for normals it is exactly more", () => {
  const [rho, n, repetitions] = [0.4, 200, 4000];
  const information = -0.5 * Math.log(1 - rho ** 2);
  const exact = Math.sqrt((Math.exp(2 * information) - 1) / n);
  const k = split(key(3), "x", "y");
  const [x, y] = [normals(k.x, n * repetitions), normals(k.y, n * repetitions)];
  const means = Array.from({ length: repetitions }, (_, r) => {
    let sum = 0;
    for (let i = r * n; i < (r + 1) * n; i++) {
      const [a, b] = [x[i] as number, y[i] as number];
      sum += Math.exp(information - (rho ** 2 * (a * a + b * b) - 2 * rho * a * b) / (2 * (1 - rho ** 2)));
    }
    return sum / n;
  });
  const spread = Math.sqrt(means.reduce((sum, m) => sum + (m - 1) ** 2, 0) / repetitions);
  expect(Math.abs(spread / exact - 1)).toBeLessThan(4 / Math.sqrt(2 * repetitions)); // at 0.7 and above the fourth moment is infinite
  expect(leastSpread(information, n)).toBeLessThan(exact);
});

test("a word where the batch is too small for the bound, and none where it is not or nothing is averaged", () => {
  expect(capacityNote(estimators.nwj, 5, 64)).toMatch(/nwj at 5\.0 nats.*64 scatters by 1\.5 nats.*--batch of 590/);
  expect(capacityNote(estimators.nwj, 3, 256)).toBeUndefined();
  expect(capacityNote(estimators.infoNce, 5, 64)).toBeUndefined();
  expect(capacityNote(estimators.ba, 5, 64)).toBeUndefined();
  expect(capacityNote(estimators.nwj, Number.NaN, 64)).toBeUndefined();
});
