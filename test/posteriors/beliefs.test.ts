/** Beliefs in the middle of an experiment, against posteriors that are computed without draws. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { linear } from "../../simulators/linear.js";
import { beliefTable } from "../../src/cli/live/beliefs.js";
import { critics as registry } from "../../src/critics/index.js";
import { type Belief, openBeliefs } from "../../src/posteriors/beliefs.js";
import { integral } from "../support/statistics.js";
import { closedForm, expectBelief, fileOf, gaussianLine, type Moments, policyOf, seen } from "./beliefLine.js";

describe("with a likelihood", () => {
  test("after every step they are the posterior in closed form", () => {
    const before = tf.memory().numTensors;
    const beliefs = openBeliefs(gaussianLine, fileOf("gaussianLine", 3), policyOf(gaussianLine), registry);
    expect(beliefs.after([])).toBeUndefined();
    for (const t of [1, 2, 3]) {
      const belief = beliefs.after(seen.slice(0, t)) as Belief;
      expectBelief(belief, closedForm(seen.slice(0, t)));
      expect(belief.parameters.map(({ name, unit }) => [name, unit])).toEqual([
        ["intercept", "m"],
        ["slope", ""],
      ]);
    }
    beliefs.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("of the line with skewed noise they are the posterior by quadrature", () => {
    const observations = seen.map(({ design: [x], outcome: [y] }) => ({ design: [x as number], outcome: [(y as number) + 5] }));
    // Gamma(2, scale 2) + N(0, 1), by integrals over the gamma part
    const density = (x: number) =>
      integral((g) => (g / 4) * Math.exp(-g / 2 - (x - g) ** 2 / 2), 0, 60, 400) / Math.sqrt(2 * Math.PI);
    const table = Float64Array.from({ length: 20_001 }, (_, i) => Math.log(density(-100 + i / 100) + 1e-300));
    const log = (x: number) => table[Math.round((x + 100) * 100)] as number;
    const places = Array.from({ length: 301 }, (_, i) => -15 + i / 10);
    const marginal = [new Float64Array(301), new Float64Array(301)] as const;
    for (const [i, a] of places.entries())
      for (const [j, b] of places.entries()) {
        let value = -(a * a + b * b) / 18;
        for (const {
          design: [x],
          outcome: [y],
        } of observations)
          value += log((y as number) - a - b * (x as number));
        marginal[0][i] = (marginal[0][i] as number) + Math.exp(value);
        marginal[1][j] = (marginal[1][j] as number) + Math.exp(value);
      }
    const wanted = marginal.map((weights): Moments => {
      const sum = weights.reduce((s, w) => s + w, 0);
      const mean = weights.reduce((s, w, i) => s + w * (places[i] as number), 0) / sum;
      const sd = Math.sqrt(weights.reduce((s, w, i) => s + w * ((places[i] as number) - mean) ** 2, 0) / sum);
      let below = 0;
      const shares = weights.map((w) => {
        below += w / sum;
        return below;
      });
      const quantile = (share: number) => (places[shares.findIndex((b) => b >= share)] as number) - 0.05;
      return { mean, sd, interval: [quantile(0.05), quantile(0.95)] };
    });
    const beliefs = openBeliefs(linear, fileOf("linear", 3), policyOf(linear), registry);
    expectBelief(beliefs.after(observations) as Belief, wanted, 0.03); // the grid's spacing
    beliefs.dispose();
  });

  test("few draws that explain an outcome are told, and none at all too", () => {
    const beliefs = openBeliefs(gaussianLine, fileOf("gaussianLine", 3), policyOf(gaussianLine), registry);
    const at = (outcome: number) => beliefs.after([{ design: [0], outcome: [outcome] }]) as Belief;
    let outcome = 11; // how far it is to the last draws differs from one set of draws to another
    while (at(outcome).ess >= 50) outcome += 0.4;
    expect(at(outcome).warnings).toEqual([expect.stringMatching(/^only \d+ effective draws: these beliefs are rough$/)]);
    const sharp = Array.from({ length: 3 }, () => ({ design: [3], outcome: [45] }));
    const lost = beliefs.after(sharp) as Belief;
    expect(lost.ess).toBeGreaterThan(0);
    expect(lost.ess).toBeLessThan(10);
    const tooFew = `the draws from the prior are too few for this history (effective sample size ${lost.ess.toFixed(0)}): no intervals`;
    expect(lost).toEqual({ ess: lost.ess, parameters: [], warnings: [tooFew] });
    expect(beliefTable(lost)).toBe(`  ! ${tooFew}\n`);
    expect(beliefs.after([{ design: [0], outcome: [1e30] }])).toEqual({
      ess: 0,
      parameters: [],
      warnings: ["no draw from the prior explains what was seen"],
    });
    beliefs.dispose();
  });
});
