/** For every simulator of the registry: the gradient of a bound by the raw design is what the bound does when the design moves. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { random } from "../../policies/random.js";
import { staticDesign } from "../../policies/static.js";
import { simulators } from "../../simulators/index.js";
import type { Estimator } from "../../src/contracts/bounds.js";
import type { Draw, Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import type { Key, Params } from "../../src/contracts/values.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { lacking } from "../../src/estimators/sorts.js";
import { pilotScaling, sliceDraw } from "../../src/experiment/draws.js";
import { ownScaling } from "../../src/experiment/features.js";
import { buildObjective } from "../../src/information/objective.js";
import { hasPath } from "../../src/information/training/gradient.js";
import { contributionsOf, stepInputs } from "../../src/information/training/step.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key, split } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { withCritic } from "../../src/runs/critic.js";
import { moments } from "../support/statistics.js";

const [batch, designs] = [64, 2];

/** Paths of a diffusion differ from their derivatives by chance. */
const batchesOf = ({ bank }: Simulator): number => (bank ? 80 : 40);
const k = split(key(1), "draw", "pilot", "init", "start");

async function drawOf({ draw, bank }: Simulator, drawKey: Key, n: number): Promise<Draw> {
  if (draw) return draw(drawKey, n);
  if (!bank) throw new Error("neither draw nor bank");
  return bank.slice(await bank.simulate(drawKey, n), 0, n);
}

/** Coarse time steps where a simulator has them: the reading of its paths is what is differentiated, not their making. */
const coarse = (family: SimulatorFamily) => ("dt" in family.settings ? { dt: 0.1 } : {});

const firstWithPaths = Object.entries(simulators).find(
  ([, family]) => createSimulator(family as SimulatorFamily, designs, coarse(family)).bank,
)?.[0];

const cases = Object.entries(simulators).flatMap(([name, member]) => {
  const family: SimulatorFamily = member;
  const simulator = createSimulator(family, designs, coarse(family));
  if (!hasPath(simulator)) return []; // what stands in its place has tests of its own
  const all: Estimator[] = [estimators.pce, estimators.infoNce, estimators.flo, estimators.ba];
  // Paths are read by one function, whatever they are paths of: of further ones the bound whose gradient varies least.
  const chosen = simulator.bank && name !== firstWithPaths ? [estimators.infoNce] : all;
  return chosen
    .filter((estimator) => !lacking(estimator, simulator))
    .map((estimator) => [name, estimator.name, simulator, estimator] as const);
});

describe.each(cases)("%s, %s", (_name, _estimator, simulator, estimator) => {
  test("is the central difference of the bound with common random numbers, in every raw coordinate", async () => {
    const batches = batchesOf(simulator);
    const draw = await drawOf(simulator, k.draw, batch * batches);
    const pilot = await drawOf(simulator, k.pilot, 500);
    const piloted = pilotScaling(simulator, random, {}, pilot, k.pilot, false);
    const scaling = { ...piloted, ownTheta: tidied(() => ownScaling(simulator, pilot.theta)) };
    const objective = buildObjective(
      simulator,
      estimator,
      withCritic({ ...trainingDefaults, hidden: [16], features: 4 }),
      scaling,
    );
    const task = { simulator, policy: staticDesign, objective };
    const space = simulator.designs;
    const params = { ...objective.init(k.init), ...staticDesign.init(space, space.random(k.start)) };
    const raw = params["design/raw"] as tf.Tensor2D;
    const boundOf = (part: Draw, design: tf.Tensor): tf.Scalar => {
      const moved: Params = { ...params, "design/raw": design };
      return tf.mean(contributionsOf(task, moved, stepInputs(task, { draw: part, key: key(1), progress: 1 })));
    };

    for (let j = 0; j < space.rawDim; j++) {
      const unit = tf.oneHot(tf.tensor1d([j], "int32"), space.rawDim) as tf.Tensor2D;
      // Wide enough for float32 and for paths of a diffusion, which have differences but no derivative.
      const h = 0.02;
      const pairs = Array.from({ length: batches }, (_, b) =>
        tidied(() => {
          const part = sliceDraw(draw, b * batch, batch);
          const at = (by: number): number => boundOf(part, tf.add(raw, tf.mul(by, unit))).dataSync()[0] as number;
          const gradient = tf
            .grad((design) => boundOf(part, design))(raw)
            .dataSync()[j] as number;
          return { gradient, difference: (at(h) - at(-h)) / (2 * h) };
        }),
      );
      const difference = moments(pairs.map((pair) => pair.difference));
      const error = moments(pairs.map((pair) => pair.gradient - pair.difference));
      const se = Math.sqrt(error.variance / batches);
      // The second-order error of the difference and float32's rounding: 1e-6 nats over 2h.
      const allowed = 0.01 * Math.abs(difference.mean) + 1e-4;
      expect(Math.abs(error.mean)).toBeLessThan(4 * se + allowed);
      // A wrong factor would show: the error is known several times better than the gradient is large.
      expect(se).toBeLessThan(0.25 * Math.abs(difference.mean));
    }
    tf.dispose([draw.theta, draw.noise, pilot.theta, pilot.noise, params]);
  });
});
