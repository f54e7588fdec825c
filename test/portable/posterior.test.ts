/** Beliefs without tensors, from what was trained with them: the same posterior. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { fixed } from "../../policies/fixed.js";
import { drained } from "../../src/basics/steps.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { column, columns } from "../../src/engine/tensors.js";
import { independent, logNormal, normal, uniform } from "../../src/modelling/priors.js";
import { normal as normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { loadPosterior, PolicyError, type PosteriorData } from "../../src/portable/policy.js";
import { densityAt, trainedDensity } from "../../src/runs/infer/learn.js";
import { learnedFile } from "../../src/runs/infer/models.js";

/** Three parameters with all kinds of support, seen with noise through a logarithm, at places that are seen through one too. */
function simulatorOf(): Simulator {
  const prior = independent({ rate: { ...logNormal(0, 0.5), unit: "1/h" }, share: uniform(0, 1), shift: normal(3, 2) });
  return {
    name: "all",
    summary: "",
    settings: {},
    prior,
    designs: box({ low: 0.01, high: 100, dim: 3, scale: "log" }),
    outcome: { names: ["a", "b", "c"], unit: "g" },
    features: { outcome: { kind: "log", scale: 2, shift: 0 } },
    draw: (k, n) => ({ theta: prior.sample(k, n), noise: { z: normals(fold(k, 1), [n, 3]) } }),
    simulate(theta, _design, { z }) {
      const own = columns(
        tf.log(column(theta, 0)) as tf.Tensor2D,
        column(theta, 1),
        tf.mul(0.3, column(theta, 2)) as tf.Tensor2D,
      );
      return tf.exp(tf.add(own, tf.mul(0.3, z as tf.Tensor2D))) as tf.Tensor2D;
    },
  };
}

const design = [0.1, 1, 10];
const outcome = [1.4, 2, 3];
const simulator = simulatorOf();

describe.each(["flow", "mixture", "gaussian"])("%s", (density) => {
  let data: PosteriorData;
  let wanted: { mean: number; sd: number }[];
  const training = { steps: 30, batch: 64, density };

  beforeAll(async () => {
    const record = await drained(trainedDensity(simulator, { policy: fixed(design), params: {} }, training, key(1)));
    const at = densityAt(simulator, record, { design, outcome });
    const theta = tf.tidy(() => at.sample(key(2), 20_000).arraySync());
    at.dispose();
    wanted = [0, 1, 2].map((j) => {
      const values = theta.map((row) => row[j] as number);
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      return { mean, sd: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length) };
    });
    const model = { design, measurements: 3, training: { steps: 30, batch: 64 }, density: record };
    data = JSON.parse(JSON.stringify(learnedFile(simulator, { simulator: "all" }, [model])));
  });

  test("the same means and standard deviations as with tensors, within what some thousand draws leave", () => {
    const posterior = loadPosterior(data);
    const belief = posterior.given({ observations: [{ design, outcome }] }, { draws: 20_000 });
    for (const [j, { name, mean, sd, interval }] of (belief?.parameters ?? []).entries()) {
      const { mean: m, sd: s } = wanted[j] as (typeof wanted)[0];
      expect(Math.abs(mean - m), name).toBeLessThan(5 * s * Math.sqrt(2 / 20_000));
      expect(Math.abs(sd / s - 1), name).toBeLessThan(0.06);
      expect(interval[0]).toBeLessThan(mean);
      expect(interval[1]).toBeGreaterThan(mean);
    }
    expect(belief?.parameters.map(({ name, unit }) => [name, unit])).toEqual([
      ["rate", "1/h"],
      ["share", ""],
      ["shift", ""],
    ]);
    expect(belief?.draws.every(([rate, share]) => (rate as number) > 0 && (share as number) > 0 && (share as number) < 1)).toBe(
      true,
    );
  });

  test("a seed decides the draws, measurements may come one by one, and other places are nobody's", () => {
    const posterior = loadPosterior(data);
    const whole = { observations: [{ design, outcome }] };
    const one = posterior.given(whole)?.draws;
    expect(one).toHaveLength(400);
    expect(posterior.given(whole)?.draws).toEqual(one);
    expect(posterior.given(whole, { seed: 1 })?.draws).not.toEqual(one);
    const singly = design.map((x, i) => ({ design: [x], outcome: [outcome[i] as number] }));
    expect(posterior.given({ observations: [...singly, { design: [20], lost: true }] })?.draws).toEqual(one);
    expect(posterior.given({ observations: singly.slice(1) })).toBeUndefined();
    expect(posterior.given({ observations: [] })).toBeUndefined();
    expect(posterior.given({ observations: [{ design: [0.1, 1, 11], outcome }] })).toBeUndefined();
    expect(() => posterior.given({ observations: [{ design, outcome: [1, -2, 3] }] })).toThrow(PolicyError);
  });
});

test("files that are none, or damaged, are refused when they are loaded", async () => {
  const record = await drained(
    trainedDensity(simulator, { policy: fixed(design), params: {} }, { steps: 2, batch: 32, density: "gaussian" }, key(1)),
  );
  const model = { design, measurements: 3, density: record };
  const whole = learnedFile(simulator, { simulator: "all" }, [model]) as unknown as Record<string, unknown>;
  const spoilt = (change: object): unknown => ({ ...whole, ...change });
  const density = (change: object) => spoilt({ models: [{ ...model, density: { ...record, ...change } }] });
  const [name, packed] = Object.entries(record.parameters)[0] as [string, { shape: number[]; base64: string }];
  for (const [wrong, words] of [
    [{ kind: "policy" }, "this is no file of beliefs"],
    [spoilt({ version: "99.0.0" }), "newer floe"],
    [spoilt({ prior: { names: [], units: [] } }), '"prior.names"'],
    [spoilt({ outcome: { names: [], unit: "" } }), "features.outcome must be a transform"],
    [spoilt({ models: [] }), "no density of the parameters is in this file"],
    [spoilt({ models: {} }), '"models" must be a list'],
    [density({ options: { density: "nosuch" } }), "newer floe"],
    [density({ scaling: {} }), "ownTheta"],
    [density({ parameters: {} }), "is damaged"],
    [density({ parameters: { ...record.parameters, [name]: { ...packed, base64: packed.base64.slice(8) } } }), name],
  ] as const)
    expect(() => loadPosterior(wrong as PosteriorData), words).toThrow(words);
});
