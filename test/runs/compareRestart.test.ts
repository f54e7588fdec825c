import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { staticDesign } from "../../policies/static.js";
import { linear } from "../../simulators/linear.js";
import { sir } from "../../simulators/sir.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { pilotScaling, validationDraw } from "../../src/experiment/draws.js";
import { policyContext } from "../../src/experiment/rollout.js";
import { buildObjective } from "../../src/information/objective.js";
import { initState, tensorsOf } from "../../src/information/training/state.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { compareRestart } from "../../src/runs/compareRestart.js";
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

function restartOf(simulator: Simulator, draw: Draw, start: number[]) {
  const scaling = pilotScaling(simulator, staticDesign, staticDesign.init(simulator.designs, start), draw, key(2), false);
  const objective = buildObjective(simulator, estimators.flo, withCritic(trainingDefaults), scaling);
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

  it("contrasts by the restart's critic where there is no likelihood", async () => {
    const simulator = createSimulator(sir, 2, {});
    const draw = await validationDraw(simulator, key(1), 600);
    const { task, state } = restartOf(simulator, draw, [10, 30]);
    const compared = compareRestart(task, state, draw, key(4));
    const byLoops = tidied(() => {
      const params = tensorsOf(state);
      const design = staticDesign.designs(params, policyContext(staticDesign, simulator.designs, key(4), 600));
      const outcome = simulator.simulate(draw.theta, design, draw.noise);
      return infoNceOf(rowsOf(task.objective.scores(params, draw.theta, design, outcome)));
    });
    expect(compared.value).toBeCloseTo(byLoops, 3);
    expect(compared.method).toBe("InfoNCE");
  });
});
