/** One policy for several horizons: the same parameters for all, by tensors and without, and what it reads of how many measurements are left. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { startBackend } from "../../src/engine/backend.js";
import { tidied } from "../../src/engine/tensors.js";
import { setupOf } from "../../src/experiment/history.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { uniforms } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { widthOf } from "../../src/numbers/measurements.js";
import { budgetAt } from "../../src/portable/policies/budget.js";
import { forHorizon, loadPolicy, PolicyError } from "../../src/portable/policy.js";
import type { SpaceData } from "../../src/portable/types.js";
import { largestGap } from "../support/largestGap.js";
import { made } from "../support/policies.js";

beforeAll(() => startBackend("cpu"));

const most = 4;
/** Of one number and of two, and times that ascend, whose space is the same for all horizons. */
const kinds = ["death", "location", "sir"] as const;
const spacesOf = (kind: SimulatorFamily) => [1, 2, 3].map((n) => createSimulator(kind, n).designs.portable as SpaceData);
const fileOf = (kind: SimulatorFamily, family: (typeof adaptivePolicies)[keyof typeof adaptivePolicies]) =>
  made(createSimulator(kind, most), family, [9, 8], 0.4, { all: [2, most], spaces: spacesOf(kind) });

const cases = Object.values(adaptivePolicies).flatMap((family) => kinds.map((name) => [family.name, name, family] as const));

describe.each(cases)("%s for %s", (_family, name, family) => {
  const kind: SimulatorFamily = simulators[name];
  const file = fileOf(kind, family);
  const portable = loadPolicy(JSON.parse(JSON.stringify(file)));
  const paramsOf = () =>
    Object.fromEntries(
      Object.entries(file.parameters).map(([name, { shape, values }]) => [name, tf.tensor([...values], [...shape])]),
    );

  test("one set of parameters decides without tensors as with them, in experiments of every length, also after a loss", () => {
    const histories = 12;
    const drawn = uniforms(key(9), most * histories, 1, 40).map(Math.round);
    for (let horizon = 1; horizon <= most; horizon++)
      tidied(() => {
        const { designs } = createSimulator(kind, horizon);
        const range = (designs.high[0] as number) - (designs.low[0] as number);
        const width = widthOf(designs);
        const policy = family.create(setupOf(createSimulator(kind, horizon), file.seen, horizon, file.hidden, most));
        const params = paramsOf();
        const sessions = Array.from({ length: histories }, () => portable.start({ horizon }));
        let memory = policy.start(params, histories);
        const places: tf.Tensor2D[] = [];
        for (let step = 0; step < horizon; step++) {
          const raw = policy.next(params, memory, step);
          const at = (designs.next as NonNullable<typeof designs.next>)(raw, places, tf.scalar(1));
          const wanted = tf.tile(at, [at.shape[0] === 1 ? histories : 1, 1]).dataSync();
          const outcome = drawn.subarray(step * histories, (step + 1) * histories);
          const isLost = step === 1; // nobody sees it, and its place is used up
          for (const [i, session] of sessions.entries()) {
            const advice = session.next();
            expect(advice).toMatchObject({ step: step + 1, of: horizon });
            const design = Array.from(wanted.subarray(i * width, (i + 1) * width));
            expect(largestGap(advice?.design ?? [], design)).toBeLessThan(1e-5 * range);
            session.observe(isLost ? { design, lost: true } : { design, outcome: [outcome[i] as number] });
          }
          const done = tf.tensor2d(wanted, [histories, width]);
          if (!isLost) memory = policy.observe(params, memory, done, tf.tensor2d(outcome, [histories, 1]), step);
          places.push(done);
        }
        for (const session of sessions) expect(session.next()).toBeUndefined();
      });
  });

  test("decisions depend on how many are left, from the first on; a policy of one horizon has no such parameters", () => {
    const first = (horizon: number) => portable.start({ horizon }).next()?.design[0] as number;
    expect(new Set([1, 2, 3, 4].map(first)).size).toBe(most);
    expect(portable.start().next()?.design[0]).toBe(first(most)); // told nothing, it is the longest
    const own = made(createSimulator(kind, most), family);
    expect(Object.keys(own.parameters).filter((each) => each.startsWith("design/budget"))).toEqual([]);
    expect(Object.keys(file.parameters)).toEqual(expect.arrayContaining(Object.keys(own.parameters)));
    expect(own).not.toHaveProperty("horizons");
  });
});

test("what is read of 3 measurements of at most 10, by hand", () => {
  expect(budgetAt({ horizon: 3, most: 10 }, 0)).toEqual([0, 0.3, 1 / 4]);
  expect(budgetAt({ horizon: 3, most: 10 }, 2)).toEqual([0.2, 0.1, 1 / 2]);
  expect(budgetAt({ horizon: 3, most: 10 }, 3)).toEqual([0.3, 0, 1]); // after the last
});

describe("the file as that of another horizon", () => {
  const several = fileOf(simulators.location, adaptivePolicies.deepSets);
  const one = made(createSimulator(simulators.location, most), adaptivePolicies.deepSets);

  test("has as many names and the space of so many, and is whole", () => {
    const two = forHorizon(several, 2);
    expect(two).toMatchObject({ horizon: 2, horizons: [2, 4], space: spacesOf(simulators.location)[1] });
    expect([two.designNames, two.outcomeNames]).toEqual([several.designNames.slice(0, 4), several.outcomeNames.slice(0, 2)]);
    expect(two.spaces).toEqual([spacesOf(simulators.location)[0]]);
    expect(loadPolicy(two).start({ horizon: 1 }).next()).toEqual(loadPolicy(several).start({ horizon: 1 }).next());
    expect(loadPolicy(two).next({ observations: [] })).toEqual(loadPolicy(several).next({ observations: [] }, { horizon: 2 }));
    expect(forHorizon(several, 4)).toBe(several);
    expect(forHorizon(one, undefined)).toBe(one);
  });

  test.each([
    [several, 5, "this policy was trained for up to 4 measurements, got a horizon of 5: train one with horizon 5"],
    [several, 1.5, "the horizon must be a whole number of measurements from 1 on, got 1.5"],
    [one, 5, "this policy was trained for 4 measurements, got a horizon of 5"],
    [
      one,
      2,
      "this policy was trained for experiments of 4 measurements only, got a horizon of 2: train one with --horizon 4 --horizons 2,4",
    ],
  ])("where there is none it says why (%#)", (data, horizon, words) => {
    expect(() => loadPolicy(data).start({ horizon })).toThrow(PolicyError);
    expect(() => loadPolicy(data).start({ horizon })).toThrow(words);
  });

  test("constraints hold beside it, and a budget is at most the horizon", () => {
    const policy = loadPolicy(fileOf(simulators.death, adaptivePolicies.deepSets));
    expect(policy.start({ horizon: 3, budget: 2, low: 19 }).next()).toEqual({ design: [19], step: 1, of: 2 });
    expect(() => policy.start({ horizon: 3, budget: 4 })).toThrow('"budget" is 4');
  });
});
