import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { staticDesign } from "../../policies/static.js";
import { linear } from "../../simulators/linear.js";
import { psychometric } from "../../simulators/psychometric.js";
import { sir } from "../../simulators/sir.js";
import type { Estimator } from "../../src/contracts/bounds.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { pilotScaling, validationDraw } from "../../src/experiment/draws.js";
import { policyContext } from "../../src/experiment/rollout.js";
import { buildObjective } from "../../src/information/objective.js";
import type { Enumeration } from "../../src/information/training/counting.js";
import { buildEnumeration } from "../../src/information/training/enumeration.js";
import { initState, tensorsOf } from "../../src/information/training/state.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { compareRestart, openCounted } from "../../src/runs/compareRestart.js";
import { withCritic } from "../../src/runs/critic.js";

/** InfoNCE of the whole matrix of scores [n, n] by plain loops. */
function infoNceOf(scores: number[][]): number {
  const n = scores.length;
  const terms = scores.map((_, j) => {
    const columnSum = scores.reduce((sum, row) => sum + Math.exp((row[j] as number) - (scores[j]?.[j] as number)), 0);
    return -Math.log(columnSum / n);
  });
  return terms.reduce((sum, x) => sum + x, 0) / n;
}

const transposed = (scores: number[][]): number[][] => scores.map((_, j) => scores.map((row) => row[j] as number));

function restartOf(simulator: Simulator, draw: Draw, start: number[], estimator: Estimator = estimators.flo) {
  const scaling = pilotScaling(simulator, staticDesign, staticDesign.init(simulator.designs, start), draw, key(2), false);
  const objective = buildObjective(simulator, estimator, withCritic(trainingDefaults), scaling);
  const state = initState({ ...staticDesign.init(simulator.designs, start), ...objective.init(key(3)) });
  return { task: { simulator, policy: staticDesign, objective }, state };
}

describe("comparing restarts", () => {
  it("contrasts by the likelihood where there is one, whatever the training used", async () => {
    const simulator = createSimulator(linear, 2, {});
    const draw = await validationDraw(simulator, key(1), 600);
    const { task, state } = restartOf(simulator, draw, [-3, 8]);
    const compared = compareRestart(task, state, draw, key(4));
    const byLoops = tidied(() => {
      const design = tf.tensor2d([[-3, 8]]);
      const outcome = simulator.simulate(draw.theta, design, draw.noise);
      return infoNceOf(rowsOf((simulator.logLikelihood as NonNullable<Simulator["logLikelihood"]>)(draw.theta, design, outcome)));
    });
    expect(compared.value).toBeCloseTo(byLoops, 3);
    expect(compared).toMatchObject({ method: "sPCE", samples: 600, contrasts: 599, cap: Math.log(600) });
    expect(compared.se).toBeGreaterThan(0);
  });

  it("counts out whose outcome each is, by the same draws for every design, without a path", () => {
    const simulator = createSimulator(psychometric, 2, {});
    const draw = (simulator.draw as NonNullable<Simulator["draw"]>)(key(1), 60);
    const enumeration = buildEnumeration(simulator, estimators.pce, "adaptive") as Enumeration;
    const counted = openCounted(simulator, enumeration, draw, key(2));
    for (const design of [
      [0.2, 1],
      [-1.5, 0.4],
    ]) {
      const byLoops = tidied(() => {
        const at = tf.tensor2d([design]);
        const outcome = simulator.simulate(draw.theta, at, draw.noise);
        const logs = rowsOf((simulator.logLikelihood as NonNullable<Simulator["logLikelihood"]>)(draw.theta, at, outcome));
        const terms = logs.map((_, j) => {
          const given = logs.map((row) => Math.exp(row[j] as number));
          const mean = given.reduce((sum, p) => sum + p, 0) / given.length;
          return given.reduce((sum, p) => sum + (p / mean / given.length) * Math.log(p / mean), 0);
        });
        return terms.reduce((sum, x) => sum + x, 0) / terms.length;
      });
      expect(counted.of(fixed(design))).toBeCloseTo(byLoops, 5);
    }
    counted.dispose();
  });

  // FLO's scores may have any function of theta added, InfoNCE's any of the outcome.
  it.each([
    ["outcomes", estimators.flo, transposed],
    ["outcomes", estimators.infoNceRows, transposed],
    ["thetas", estimators.infoNce, (scores: number[][]) => scores],
  ] as const)("contrasts with other %s by the restart's critic where there is no likelihood", async (_, estimator, by) => {
    const simulator = createSimulator(sir, 2, {});
    const draw = await validationDraw(simulator, key(1), 600);
    const { task, state } = restartOf(simulator, draw, [10, 30], estimator);
    const compared = compareRestart(task, state, draw, key(4));
    const byLoops = tidied(() => {
      const params = tensorsOf(state);
      const design = staticDesign.designs(params, policyContext(staticDesign, simulator.designs, key(4), 600));
      const outcome = simulator.simulate(draw.theta, design, draw.noise);
      return infoNceOf(by(rowsOf(task.objective.scores(params, draw.theta, design, outcome))));
    });
    expect(compared.value).toBeCloseTo(byLoops, 3);
    expect(compared.method).toBe("InfoNCE");
  });

  it("does not see what is added to FLO's scores by theta alone", async () => {
    const simulator = createSimulator(sir, 2, {});
    const draw = await validationDraw(simulator, key(1), 600);
    const { task, state } = restartOf(simulator, draw, [10, 30]);
    const { scores } = task.objective;
    const shifted: typeof scores = (params, theta, ...rest) =>
      tf.add(scores(params, theta, ...rest), tf.mul(30, tf.slice(theta, [0, 0], [-1, 1])));
    const moved = compareRestart({ ...task, objective: { ...task.objective, scores: shifted } }, state, draw, key(4));
    expect(moved.value).toBeCloseTo(compareRestart(task, state, draw, key(4)).value, 3);
  });
});
