/** Every estimator that needs a critic with every critic, shared and separate auxiliary networks. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { Critic } from "../../src/contracts/bounds.js";
import { critics } from "../../src/critics/index.js";
import { estimators } from "../../src/estimators/index.js";
import { jointScores } from "../../src/estimators/pairs.js";
import { criticObjective } from "../../src/information/terms.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { climbedBy, withCritics } from "../estimators/sorts.js";
import { largestGap } from "../support/largestGap.js";
import { mlpLoop } from "./loops.js";

const sizes = { theta: 2, outcome: 3, hidden: [24, 24], features: 16 };
const n = 40;

const theta = (): tf.Tensor2D => tf.tensor2d(normals(key(1), n * sizes.theta), [n, sizes.theta]);
/** Outcomes that tell about theta. */
const outcome = (): tf.Tensor2D => {
  const noise = normals(key(2), n * sizes.outcome);
  const x = normals(key(1), n * sizes.theta);
  return tf.tensor2d(
    noise.map((e, k) => 0.5 * e + (x[Math.floor(k / 3) * 2 + (k % 2)] as number)),
    [n, sizes.outcome],
  );
};

const shapes = { none: undefined, scalar: [1], outcome: [n], pair: [n] };

const cases = withCritics.flatMap(([e, estimator]) =>
  (Object.entries(critics) as [string, Critic][]).flatMap(([c, critic]) =>
    (["none", "scalar"].includes(estimator.auxiliary) ? (["shared"] as const) : (["shared", "separate"] as const)).map(
      (auxiliary) => [e, c, auxiliary, criticObjective({ estimator, critic, sizes, auxiliary }), estimator] as const,
    ),
  ),
);

describe.each(cases)("%s with %s, %s auxiliary", (_e, _c, _a, objective, estimator) => {
  test("terms have the shapes that the estimator reads", () => {
    tf.tidy(() => {
      const terms = objective.terms(objective.init(key(1)), theta(), outcome());
      expect(terms.scores.shape).toEqual([n, n]);
      expect(terms.auxiliary?.shape).toEqual(shapes[estimator.auxiliary]);
    });
  });

  test("the bound starts finite, within a few nats of 0", () => {
    for (let seed = 0; seed < 5; seed++) {
      const bound = tf.tidy(
        () => tf.mean(estimator.contributions(objective.terms(objective.init(key(seed)), theta(), outcome()))).dataSync()[0],
      );
      expect(Math.abs(bound as number)).toBeLessThan(6);
    }
  });

  test("the gradient reaches every parameter and both inputs, and leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const params = objective.init(key(3));
      const names = Object.keys(params);
      const climbed = climbedBy(estimator, objective.terms(params, theta(), outcome()));
      const bound = (x: tf.Tensor, y: tf.Tensor, ...values: tf.Tensor[]): tf.Scalar => {
        const bag = Object.fromEntries(names.map((name, i) => [name, values[i] as tf.Tensor]));
        const terms = objective.terms(bag, x as tf.Tensor2D, y as tf.Tensor2D);
        return tf.mean(climbed(terms));
      };
      const gradients = tf.grads(bound)([theta(), outcome(), ...names.map((name) => params[name] as tf.Tensor)]);
      const dead = ["theta", "outcome", ...names].filter(
        (_, i) => !(Math.max(...tf.abs(gradients[i] as tf.Tensor).dataSync()) > 0),
      );
      // What is added to every score changes no contrast: a bound whose best scores are known up to that learns nothing about it.
      const free =
        estimator.auxiliary === "none" && estimator.truth.startsWith("r + c") ? ["critic/pair/b2", "critic/offset"] : [];
      expect(dead.filter((name) => !free.includes(name))).toEqual([]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the auxiliary network", () => {
  test("of TUBA sees outcomes only", () => {
    for (const auxiliary of ["shared", "separate"] as const) {
      const objective = criticObjective({ estimator: estimators.tuba, critic: critics.bilinear, sizes, auxiliary });
      tf.tidy(() => {
        const params = objective.init(key(1));
        const one = objective.terms(params, theta(), outcome()).auxiliary as tf.Tensor;
        const other = objective.terms(params, tf.mul(theta(), 2), outcome()).auxiliary as tf.Tensor;
        expect(largestGap(one.dataSync(), other.dataSync())).toBe(0);
      });
    }
  });

  test("of FLO starts near minus the pair's own score, where the critic puts the information", () => {
    const objective = criticObjective({ estimator: estimators.flo, critic: critics.bilinear, sizes, auxiliary: "shared" });
    tf.tidy(() => {
      const { scores, auxiliary } = objective.terms(objective.init(key(1)), theta(), outcome());
      const rest = tf.add(auxiliary as tf.Tensor, jointScores(scores)).dataSync();
      expect(Math.max(...Array.from(rest, Math.abs))).toBeLessThan(1);
    });
  });

  test("of FLO is the second output of a critic that has two, and costs no parameters", () => {
    const of = (critic: Critic, auxiliary: "shared" | "separate") =>
      criticObjective({ estimator: estimators.flo, critic, sizes, auxiliary });
    tf.tidy(() => {
      const params = of(critics.twoHeaded, "shared").init(key(1));
      const size = (p: typeof params) => Object.values(p).reduce((sum, { size }) => sum + size, 0);
      expect(size(params)).toBeLessThan(0.6 * size(of(critics.joint, "separate").init(key(1))));
      const { scores, auxiliary } = of(critics.twoHeaded, "shared").terms(params, theta(), outcome());
      const [x, y] = [theta().arraySync(), outcome().arraySync()];
      const loop = x.map((row, i) => mlpLoop(params, "critic/pair", [...row, ...(y[i] as number[])]));
      const own = jointScores(scores).dataSync();
      expect(largestGap((auxiliary as tf.Tensor).dataSync(), loop.map(([, v], i) => (v as number) - (own[i] as number)))).toBeLessThan(1e-5); // biome-ignore format: one sentence
      expect(Object.keys(of(critics.twoHeaded, "separate").init(key(1))).length).toBeGreaterThan(Object.keys(params).length);
    });
  });

  test("that is separate reads the inputs: it adds its own encoder", () => {
    const count = (auxiliary: "shared" | "separate"): number =>
      tf.tidy(
        () =>
          Object.keys(criticObjective({ estimator: estimators.flo, critic: critics.bilinear, sizes, auxiliary }).init(key(1)))
            .length,
      );
    expect(count("separate")).toBeGreaterThan(count("shared"));
  });
});

test("scores alone are the critic's, for other numbers of thetas than outcomes", () => {
  const objective = criticObjective({ estimator: estimators.flo, critic: critics.separable, sizes, auxiliary: "shared" });
  tf.tidy(() => {
    const params = objective.init(key(1));
    const all = objective.terms(params, theta(), outcome()).scores;
    const few = objective.scores(params, theta(), tf.slice(outcome(), [0, 0], [3, -1]));
    expect(largestGap(few.dataSync(), tf.slice(all, [0, 0], [-1, 3]).dataSync())).toBeLessThan(1e-5);
  });
});
