/** Goals and rival models: what they are, and what is said of wrong ones. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { linear } from "../../simulators/linear.js";
import { pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import { withoutGaps } from "../../src/basics/withoutGaps.js";
import type { DeclaredGoal } from "../../src/contracts/goal.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { column, tidied } from "../../src/engine/tensors.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withParts } from "../../src/modelling/failures.js";
import { withGoal } from "../../src/modelling/goals.js";
import { rivalModels } from "../../src/modelling/rivals.js";
import { key } from "../../src/numbers/keys.js";
import { givenData } from "../../src/runs/given.js";
import { aimedAt } from "../../src/runs/goal.js";
import { rivalFamily, rivalNames, rivalSettings, sharesOf } from "../../src/runs/rivals.js";
import { polynomial } from "../support/polynomials.js";

const withGoals = (goals: Readonly<Record<string, DeclaredGoal>>) => polynomial({ name: "line", degree: 1, noiseSd: 1, goals });
const ten: DeclaredGoal = {
  summary: "height at 10",
  names: ["height"],
  units: ["m"],
  of: (theta) => tf.add(column(theta, 0), tf.mul(10, column(theta, 1))),
};

type Family = ReturnType<typeof withGoals>;

const without = (family: Family, part: keyof Simulator): Family => ({
  ...family,
  create: (...given: Parameters<Family["create"]>): Simulator => withParts(family.create(...given), {}, [part]),
});

const leavingOut = (family: Family): Family => ({
  ...family,
  create: (...given: Parameters<Family["create"]>): Simulator => withParts(family.create(...given), { failures: "leaveOut" }),
});

describe("a goal", () => {
  test("of parameters has their columns, their prior and draws of theta given them", () => {
    const { goal, exactGain } = createSimulator(withGoal(pharmacokinetic, { names: ["V", "ka"], nuisance: "unknown" }), 2);
    expect([goal?.name, goal?.names, goal?.units, exactGain]).toEqual(["V,ka", ["V", "ka"], ["L", "1/h"], undefined]);
    tidied(() => {
      const theta = tf.tensor2d([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      expect(goal?.of(theta).arraySync()).toEqual([
        [3, 1],
        [6, 4],
      ]);
      expect(goal?.put?.(tf.tensor2d([[30, 10]]), theta).arraySync()).toEqual([
        [10, 2, 30],
        [10, 5, 30],
      ]);
      const prior = pharmacokinetic.create(2, createSimulator(pharmacokinetic, 2).settings as never).prior;
      const [alone, whole] = [
        goal?.logDensity?.(tf.tensor2d([[20, 1]])).dataSync()[0],
        prior.logDensity?.(tf.tensor2d([[1, 0.1, 20]])).dataSync()[0],
      ];
      const sd = Math.sqrt(0.05);
      // ke at its median: log density of a log-normal there
      expect((whole as number) - (alone as number)).toBeCloseTo(-Math.log(0.1 * sd * Math.sqrt(2 * Math.PI)), 4);
      expect(goal?.features?.(theta).arraySync()[0]?.[0]).toBeCloseTo(Math.log(3), 6);
    });
  });

  test("that a simulator declares may be a function, and has the exact gain of its own", () => {
    const height = createSimulator(withGoal(withGoals({ ten }), { names: ["ten"], nuisance: "unknown" }), 2);
    expect([height.goal?.names, height.goal?.units, height.goal?.put]).toEqual([["height"], ["m"], undefined]);
    const slope = createSimulator(withGoal(linear, { names: ["slope"], nuisance: "unknown" }), 2);
    expect(slope.exactGain?.([-10, 10]).value).toBeGreaterThan(2);
    expect(createSimulator(withGoal(linear, { names: ["slope"], nuisance: "known" }), 2).exactGain).toBeUndefined();
    expect(createSimulator(withGoal(linear, { names: ["intercept"], nuisance: "unknown" }), 2).exactGain).toBeUndefined();
  });

  const aimed = (family: Parameters<typeof aimedAt>[0], goal?: string, nuisance?: "known") =>
    createSimulator(aimedAt(family, { ...withoutGaps({ goal }), ...(nuisance ? { nuisance } : {}) }), 2);

  test.each([
    [() => aimed(linear, "slop"), 'simulator "linear" has no parameter and no goal "slop"; did you mean "slope"?'],
    [() => aimed(linear, "slope,slope"), "--goal names slope twice"],
    [() => aimed(linear, "slope,intercept"), "these are all parameters of linear"],
    [() => aimed(linear, "slope,"), "names with commas between"],
    [() => aimed(linear, undefined, "known"), "--nuisance known says what is known beside a goal"],
    [() => aimed(withGoals({ ten }), "ten", "known"), "ten is a function of theta"],
    [() => aimed(withGoals({ ten }), "ten,c0"), "ten is a goal by itself, and stands alone"],
    [() => aimed(withGoals({ ten: { ...ten, units: [] } }), "ten"), "needs one unit a name"],
    [
      () => aimed(withGoals({ ten: { ...ten, of: (theta) => theta } }), "ten"),
      "of(theta) must have shape [256, 1] for theta [256, 2], a column a name, got [256, 2]",
    ],
    [() => aimed(withGoals({ ten: { ...ten, of: (theta) => tf.log(column(theta, 0)) } }), "ten"), "of(theta) is not finite for"],
    [
      () => aimed(withGoals({ ten: { ...ten, of: (theta) => tf.mul(0, column(theta, 0)) } }), "ten"),
      "height is the same for every theta",
    ],
    [
      () =>
        aimed(
          withGoals({
            ten: {
              ...ten,
              of: () => {
                throw new Error("no such column");
              },
            },
          }),
          "ten",
        ),
      "of(theta) failed: no such column",
    ],
    [() => createSimulator(withGoals({ ten: { summary: "" } })), 'goal "ten" needs a summary'],
    [() => createSimulator(withGoals({ ten: { summary: "height" } })), "needs either of(theta), a function, or parameters"],
    [
      () => createSimulator(withGoals({ ten: { summary: "height", parameters: ["c7"] } })),
      'names the parameter "c7", which its prior does not have',
    ],
    [() => createSimulator(withGoals({ c0: ten })), "has the name of a parameter, and is another"],
    [() => createSimulator(withGoals({ "at ten": ten })), "must be named by a letter"],
    [
      () => createSimulator(withGoals({ kind: { summary: "kind", parameters: ["c0"], shares: [1, 1] } })),
      "shares that must be positive and add up to 1, got [1,1]",
    ],
    [() => createSimulator(withGoals({ kind: { ...ten, shares: [1] } })), "has shares, which are of one parameter"],
    [
      () => aimed(withGoals({ kind: { summary: "kind", parameters: ["c0"], shares: [0.5, 0.5] } }), "kind"),
      "it has 2 shares, of the values 0 to 1, and is ",
    ],
    [
      () => aimed(without(withGoals({}), "logLikelihood"), "c0", "known"),
      "has no likelihood, and a critic learns what is told of c0",
    ],
    [
      () => createSimulator(withGoal(leavingOut(withGoals({})), { names: ["c0"], nuisance: "known" }), 2),
      "leaves out draws that fail, after which c0 is not independent",
    ],
  ])("wrong: %#", (make, message) => {
    expect(make).toThrow(message);
  });

  test("given success has neither draws given it nor a density: those are of the whole prior", () => {
    const whole = aimed(withGoals({}), "c0");
    const { goal } = createSimulator(withGoal(leavingOut(withGoals({})), { names: ["c0"], nuisance: "unknown" }), 2);
    expect([whole.goal?.put, whole.goal?.logDensity].map((part) => typeof part)).toEqual(["function", "function"]);
    expect([goal?.names, goal?.put, goal?.logDensity]).toEqual([["c0"], undefined, undefined]);
  });

  test("has no exact gain once draws are the prior", () => {
    const values = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i));
    const known = aimed(givenData(linear, { columns: 2, values }), "slope");
    expect([typeof aimed(linear, "slope").exactGain, known.exactGain]).toEqual(["function", undefined]);
  });

  test("whose nuisance would be known needs a prior that says what is independent", () => {
    const family = withGoals({});
    const tied = {
      ...family,
      create: (...given: Parameters<typeof family.create>): Simulator => {
        const simulator = family.create(...given);
        const { only: _, ...prior } = simulator.prior;
        return withParts(simulator, { prior });
      },
    };
    expect(() => aimed(tied, "c0", "known")).toThrow("does not say that c0 is independent of the other parameters");
    expect(aimed(tied, "c0").goal?.put).toBeUndefined();
  });
});

describe("rival models", () => {
  const models = [1, 2].map((degree) => ({
    name: degree === 1 ? "line" : "parabola",
    family: polynomial({ name: degree === 1 ? "line" : "parabola", degree, noiseSd: 0.5 }),
  }));
  const [line, parabola] = models as [(typeof models)[0], (typeof models)[0]];
  const whole = createSimulator(rivalModels(models, [0.25, 0.75]), 3);

  test("outcomes and their densities are those of the model that theta names", () => {
    expect(whole.prior.names).toEqual(["model", "line.c0", "line.c1", "parabola.c0", "parabola.c1", "parabola.c2"]);
    tidied(() => {
      const { theta, noise } = (whole.draw as NonNullable<Simulator["draw"]>)(key(2), 400);
      const design = tf.tensor2d([[-1, 0.2, 0.8]]);
      const found = whole.simulate(theta, design, noise).arraySync();
      const scores = whole.logLikelihood?.(theta, design, whole.simulate(theta, design, noise)).arraySync();
      const rows = theta.arraySync();
      const share = rows.filter(([model]) => model === 1).length / rows.length;
      expect(Math.abs(share - 0.75)).toBeLessThan(4 * Math.sqrt(0.1875 / rows.length));
      for (const [i, [model = 0, a = 0, b = 0, c = 0, d = 0, e = 0]] of rows.slice(0, 20).entries()) {
        const own = model === 0 ? line : parabola;
        const simulator = createSimulator(own.family, 3);
        const coefficients = tf.tensor2d([model === 0 ? [a, b] : [c, d, e]]);
        const error = tf.slice(noise[`${model}/error`] as tf.Tensor2D, [i, 0], [1, -1]);
        const outcome = simulator.simulate(coefficients, design, { error });
        expect(outcome.arraySync()[0]?.[2]).toBeCloseTo(found[i]?.[2] as number, 5);
        expect(simulator.logLikelihood?.(coefficients, design, outcome).dataSync()[0]).toBeCloseTo(scores?.[i]?.[i] as number, 4);
      }
    });
  });

  const other = (change: (simulator: Simulator) => Partial<Simulator>) => ({
    name: "other",
    family: {
      ...parabola.family,
      create: (...given: Parameters<typeof parabola.family.create>) => {
        const simulator = parabola.family.create(...given);
        return withParts(simulator, change(simulator));
      },
    },
  });

  test.each([
    [
      () =>
        createSimulator(rivalModels([line, other(({ designs }) => ({ designs: { ...designs, high: [2, 2, 2] } }))], [0.5, 0.5])),
      "line and other are models of different experiments: the highest design is of line [1,1,1], of other [2,2,2]",
    ],
    [
      () => createSimulator(rivalModels([line, other(({ outcome }) => ({ outcome: { ...outcome, unit: "m" } }))], [0.5, 0.5])),
      "the outcome's unit is",
    ],
    [
      () =>
        createSimulator(rivalModels([line, other(({ outcome }) => ({ outcome: { ...outcome, kind: "count" } }))], [0.5, 0.5])),
      "what outcomes can be is",
    ],
    [() => rivalNames("a.ts,,b.ts", "c.ts"), "models with commas between"],
    [() => rivalNames("a.ts", "a.ts"), "a.ts is there twice"],
    [() => sharesOf([0.5, 0.6], 2), "together 1, e.g. 0.5,0.50, got 0.5,0.6"],
    [() => sharesOf([0.5, 0.5], 3), "of all 3 models"],
    [() => sharesOf([1, 0], 2), "each above 0"],
    [() => rivalFamily([line, line], undefined), "two of the models are called line"],
    [() => rivalSettings(models, { noisesd: 1 }), 'no model has the setting "noisesd"'],
  ])("wrong: %#", (make, message) => {
    expect(make).toThrow(message);
  });

  test("a setting is every model's that has it, or one model's", () => {
    expect(rivalSettings(models, { noiseSd: 2 })).toEqual({ "line.noiseSd": 2, "parabola.noiseSd": 2 });
    expect(rivalSettings(models, { "parabola.noiseSd": 3 })).toEqual({ "parabola.noiseSd": 3 });
  });
});
