/** What a design tells of a goal: scores by loops, gradients by finite differences, and a bound by its closed form. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { Simulator } from "../../src/contracts/simulator.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { goalScores } from "../../src/information/goalScores.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { about, design, exact, gainOf, rivals } from "./goalModels.js";

test("both bounds are near the truth, about a parameter whose nuisance is known", async () => {
  const { lower, upper } = await gainOf(about(["c0", "c2"], "known"), 300, 4000);
  for (const bound of [lower, upper])
    expect(Math.abs((bound?.value as number) - exact([0, 2], []))).toBeLessThan(4 * (bound?.se as number));
  expect(lower?.contrasts).toBe(400);
});

describe("scores for training", () => {
  const n = 6;
  const cases = [
    ["averaged over the nuisance", about(["c1"])],
    ["given the nuisance", about(["c0", "c2"], "known")],
    ["of kinds", about(["model"], "unknown", rivals)],
  ] as const;

  test.each(cases)("%s: as plain loops have them, also where every outcome has a design of its own", (_, simulator) => {
    tidied(() => {
      const { theta, noise } = (simulator.draw as NonNullable<Simulator["draw"]>)(key(3), n);
      const designs = tf.tensor2d(
        Array.from(normals(key(4), n * design.length), (x) => Math.tanh(x)),
        [n, design.length],
      );
      for (const at of [tf.tensor2d([design]), designs]) {
        const outcome = simulator.simulate(theta, at as tf.Tensor2D, noise);
        const found = (goalScores(simulator) as NonNullable<ReturnType<typeof goalScores>>)({
          theta,
          design: at as tf.Tensor2D,
          outcome,
        }).arraySync();
        const expected = loops(simulator, theta, at as tf.Tensor2D, outcome);
        for (const [i, row] of expected.entries())
          for (const [j, value] of row.entries()) expect(found[i]?.[j]).toBeCloseTo(value, 3);
      }
    });
  });

  test.each(cases)("%s: the gradient of the bound by the design is that of finite differences", (_, simulator) => {
    tidied(() => {
      const { theta, noise } = (simulator.draw as NonNullable<Simulator["draw"]>)(key(6), 24);
      const scored = goalScores(simulator) as NonNullable<ReturnType<typeof goalScores>>;
      const bound = (at: tf.Tensor): tf.Scalar => {
        const outcome = simulator.simulate(theta, at as tf.Tensor2D, noise);
        return tf.mean(
          estimators.pce.contributions({ scores: scored({ theta, design: at as tf.Tensor2D, outcome }) }),
        ) as tf.Scalar;
      };
      const slope = tf
        .grad(bound)(tf.tensor2d([design]))
        .dataSync();
      for (const [j, value] of slope.entries()) {
        const moved = (by: number) => bound(tf.tensor2d([design.map((x, i) => (i === j ? x + by : x))])).dataSync()[0] as number;
        expect(value).toBeCloseTo((moved(0.01) - moved(-0.01)) / 0.02, 2);
      }
    });
  });
});

/** The same by single pairs. */
function loops(simulator: Simulator, theta: tf.Tensor2D, design: tf.Tensor2D, outcome: tf.Tensor2D): number[][] {
  const { goal, logLikelihood } = simulator;
  const rows = theta.arraySync();
  const goals = goal?.of(theta).arraySync() as number[][];
  const density = (own: readonly number[], other: readonly number[], j: number): number => {
    const put = goal?.put?.(tf.tensor2d([own as number[]]), tf.tensor2d([other as number[]])) as tf.Tensor2D;
    const at = design.shape[0] === 1 ? design : (tf.slice(design, [j, 0], [1, -1]) as tf.Tensor2D);
    return logLikelihood?.(put, at, tf.slice(outcome, [j, 0], [1, -1])).dataSync()[0] as number;
  };
  const meanOf = (logs: readonly number[]): number => Math.log(logs.reduce((sum, log) => sum + Math.exp(log), 0) / logs.length);
  return goals.map((own) =>
    rows.map((row, j) => {
      if (goal?.nuisance === "known") return density(own, row, j);
      return meanOf(rows.map((other) => density(own, other, j)));
    }),
  );
}
