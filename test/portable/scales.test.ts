/** Portable policies on logarithmic scales and with coordinates that the apparatus fixes, against the trained ones. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box, increasingTimes, spacedTimes } from "../../designs/index.js";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import type { SeenScaling } from "../../src/contracts/values.js";
import { tidied } from "../../src/engine/tensors.js";
import { lookOf, seenScaling } from "../../src/experiment/history.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { uniforms } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { loadPolicy } from "../../src/portable/policy.js";
import type { PolicyFile } from "../../src/records/types.js";
import { policyFile } from "../../src/runs/policy/policyFile.js";
import { made } from "../support/policies.js";

const horizon = 3;
const linear = createSimulator(simulators.linear, horizon);
const wide = { low: 1e-4, high: 1e3, dim: horizon };
const spaces: Record<string, DesignSpace> = {
  "box over decades": box({ ...wide, scale: "log" }),
  "times over decades": increasingTimes({ ...wide, scale: "log" }),
  "spaced times over decades": spacedTimes({ low: 0.1, high: 100, dim: horizon, spacing: 0.5, scale: "log" }),
  "box with a fixed coordinate": box({ low: [1, 37, 2], high: [9, 37, 8], dim: horizon }),
};

function policyOn(designs: DesignSpace): { file: PolicyFile; seen: SeenScaling } {
  const simulator = { ...linear, designs };
  const seen = tidied(() => {
    const places = Array.from({ length: 200 }, (_, i) => designs.random(key(i)));
    return seenScaling(simulator, tf.tensor2d(places), tf.tensor2d(places.map((row) => row.map((_, t) => Math.sin(3 * t)))));
  });
  const { family, hidden, parameters } = made(simulator, adaptivePolicies.recurrent);
  return { file: JSON.parse(JSON.stringify(policyFile(simulator, { family, hidden, parameters, seen }))), seen };
}

describe.each(Object.entries(spaces))("%s", (_, designs) => {
  const { file, seen } = policyOn(designs);
  test("decides as the trained one does, to a relative 1e-4, over 100 histories", () => {
    const histories = 100;
    const outcomes = uniforms(key(9), horizon * histories, -3, 3);
    const portable = loadPolicy(file);
    tidied(() => {
      const look = lookOf({ ...linear, designs }, seen);
      const policy = adaptivePolicies.recurrent.create({ horizon, hidden: file.hidden, look });
      const params = Object.fromEntries(
        Object.entries(file.parameters).map(([name, { shape, values }]) => [name, tf.tensor([...values], [...shape])]),
      );
      const sessions = Array.from({ length: histories }, () => portable.start());
      let memory = policy.start(params, histories);
      const places: tf.Tensor2D[] = [];
      for (let step = 0; step < horizon; step++) {
        const at = (designs.next as NonNullable<typeof designs.next>)(policy.next(params, memory, step), places, tf.scalar(1));
        const wanted = tf.tile(at, [at.shape[0] === 1 ? histories : 1, 1]).dataSync();
        for (const [i, session] of sessions.entries()) {
          const place = session.next()?.design[0] as number;
          expect(Math.abs(Math.log(place / (wanted[i] as number)))).toBeLessThan(1e-4);
          session.observe({ design: [place], outcome: [outcomes[step * histories + i] as number] });
        }
        const done = tf.tensor2d(wanted, [histories, 1]);
        const outcome = tf.tensor2d(outcomes.subarray(step * histories, (step + 1) * histories), [histories, 1]);
        memory = policy.observe(params, memory, done, outcome, step);
        places.push(done);
      }
    });
  });
});

describe("on a logarithmic scale", () => {
  const { file, seen } = policyOn(spaces["box over decades"] as DesignSpace);
  const policy = loadPolicy(file);

  test("places are seen as logarithms, so that no decade hides in another", () => {
    expect(seen.at.scale).toBe("log");
    expect(Math.abs((seen.at.mean[0] as number) - Math.log(1e-4 * 10 ** 3.5))).toBeLessThan(1.5);
  });

  test("a place below the range is refused though it is near it as a share of the whole", () => {
    const tell = (place: number) => () => policy.start().observe({ design: [place], outcome: [1] });
    for (const outside of [0, -1e-3, 5e-5, 1100]) expect(tell(outside)).toThrow("lies outside of this experiment");
    for (const inside of [1e-4, 1e-4 * (1 - 1e-5), 1000 * (1 + 1e-5)]) expect(tell(inside)).not.toThrow();
  });

  test("what is forbidden is left by the smaller ratio", () => {
    const free = policy.next({ observations: [] })?.design[0] as number;
    const forbidden = [[free / 2, free * 3]] as [number, number][];
    expect(policy.next({ observations: [] }, { forbidden })?.design[0]).toBeCloseTo(free / 2, 10);
  });

  test("a damaged scale is said", () => {
    const broken = (space: object) => () => loadPolicy({ ...file, space: { ...file.space, ...space } } as PolicyFile);
    expect(broken({ scales: ["log", "ln", "log"] })).toThrow('"space.scales" must be 3 times "linear" or "log"');
    expect(broken({ low: [0, 1, 1], high: [1, 2, 2] })).toThrow('"space.scales"');
    expect(() => loadPolicy({ ...file, seen: { ...seen, at: { ...seen.at, scale: "ln" } } } as unknown as PolicyFile)).toThrow(
      "seen.at.scale",
    );
  });

  test("files of before there were scales are read as linear", () => {
    const { scales: _, ...space } = file.space as { scales?: unknown; kind: "box"; low: number[]; high: number[] };
    const old = { ...file, space, seen: { ...seen, at: { mean: [1], sd: [1] } } } as PolicyFile;
    expect(loadPolicy(old).next({ observations: [] })?.design[0]).toBeGreaterThan(0.01);
  });
});
