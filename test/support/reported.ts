/** A few people are tested on chosen days, and every week cases are reported, whatever is chosen. */
import * as tf from "@tensorflow/tfjs-core";
import { spacedTimes } from "../../designs/index.js";
import type { Arrivals, SimulatorFamily } from "../../src/contracts/simulator.js";
import { defineSimulator } from "../../src/modelling/defineSimulator.js";
import * as likelihoods from "../../src/modelling/laws/index.js";
import { independent, logNormal } from "../../src/modelling/priors.js";

export const tested = 5;
export const weeks = [7, 14, 21, 28];
/** Of the logarithm of the growth a day. */
export const [growth, spread] = [Math.log(0.05), 0.6];

/** Share of those who had it by a day, and cases reported in a week that ends then. */
export const hadIt = (theta: number, day: number): number => 1 - Math.exp(-theta * day);
export const casesIn = (theta: number): number => 20 * theta;

const settingsOf = (clock: Arrivals["clock"]) => ({ at: clock === "place" ? weeks : [1, 1, 2, 3], clock });

export const reportedBy = (clock: Arrivals["clock"]): SimulatorFamily =>
  defineSimulator({
    name: "reported",
    summary: "tests on chosen days, and cases reported every week",
    use: "a test of what is passive",
    settings: {},
    defaultDesigns: 3,
    create(designs) {
      const prior = independent({ growth: logNormal(growth, spread) });
      const space = spacedTimes({ low: 1, high: 30, dim: designs, spacing: 1, unit: "days" });
      const share = (theta: tf.Tensor2D, day: tf.Tensor2D) => tf.neg(tf.expm1(tf.neg(tf.mul(theta, day))));
      const tests = likelihoods.observed(likelihoods.binomial({ count: tested, probability: share }), {
        prior,
        designs: space,
        unit: "people",
      });
      const cases = likelihoods.poisson({ mean: (theta) => tf.mul(20, theta) });
      return {
        name: "reported",
        summary: "tests on chosen days, and cases reported every week",
        settings: {},
        prior,
        designs: space,
        ...likelihoods.withReports(tests, cases, { ...settingsOf(clock), unit: "cases" }),
        features: { outcome: { kind: "sqrt", scale: 1, shift: 1 } },
      };
    },
  });

export const reported = reportedBy("place");
