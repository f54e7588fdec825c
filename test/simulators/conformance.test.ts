/** What every simulator promises, checked for every member of the registry with its defaults and with every choice of its settings. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { simulators } from "../../simulators/index.js";
import type { LogLikelihood } from "../../src/contracts/bounds.js";
import type { Curve, Draw, Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import type { Key, SettingValue } from "../../src/contracts/values.js";
import { tidied } from "../../src/engine/tensors.js";
import { outcomeFeature } from "../../src/experiment/features.js";
import { hasPath } from "../../src/information/training/gradient.js";
import { checkSimulator } from "../../src/loading/rehearse.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { fold, key, keyFor } from "../../src/numbers/keys.js";

const n = 40;
const m = 24;

/** The default settings, then every choice and switch on its own. */
function variants(family: SimulatorFamily): Record<string, SettingValue>[] {
  const choices = Object.entries(family.settings).flatMap(([name, spec]) => {
    const values = spec.choices ?? (typeof spec.default === "boolean" ? [true, false] : []);
    return values.filter((value) => value !== spec.default).map((value) => ({ [name]: value }));
  });
  return [{}, ...choices];
}

const cases = Object.entries(simulators).flatMap(([name, member]) => {
  const family: SimulatorFamily = member;
  const [defaults = {}, ...others] = variants(family);
  return [
    { name, family, settings: defaults, designs: 1 },
    { name, family, settings: defaults, designs: 3 },
    ...others.map((settings) => ({ name, family, settings, designs: 2 })),
  ];
});

async function drawOf(simulator: Simulator, k: Key, count: number): Promise<Draw> {
  if (simulator.draw) return simulator.draw(k, count);
  const { bank } = simulator;
  if (!bank) throw new Error("neither draw nor bank");
  return bank.draw(await bank.simulate(k, count + 10), keyFor(k, "draw"), count);
}

const dispose = ({ theta, noise }: Draw): void => tf.dispose([theta, noise]);
const values = (x: tf.Tensor): number[] => Array.from(x.dataSync());
const row = (design: readonly number[]): tf.Tensor2D => tf.tensor2d([[...design]]);

type Case = (typeof cases)[number];

function prepared({ family, settings, designs }: Case) {
  const simulator = createSimulator(family, designs, settings);
  const { prior, designs: space, outcome } = simulator;
  return { simulator, prior, space, outcome, p: prior.names.length, q: outcome.names.length, design: space.random(key(5)) };
}

/** The cases whose simulator has what it may leave out. That there are some is asked here: a list of none tests nothing. */
function offering(has: (simulator: Simulator) => unknown): Case[] {
  const some = cases.filter((each) => has(prepared(each).simulator));
  if (some.length === 0) throw new Error(`no simulator of the registry offers ${has}: its tests below would test nothing`);
  return some;
}

describe.each(cases)("$name $settings with $designs designs", (each) => {
  const { family, designs } = each;
  const { simulator, prior, space, outcome, p, q, design } = prepared(each);

  test("names, units and settings agree", () => {
    expect(simulator.name).toBe(family.name);
    expect(Object.keys(simulator.settings).sort()).toEqual(Object.keys(family.settings).sort());
    for (const names of [prior.names, space.names, outcome.names]) expect(new Set(names).size).toBe(names.length);
    expect([prior.units.length, space.names.length, space.dim]).toEqual([p, designs, designs]);
    expect(space.violation(space.equallySpaced())).toBeUndefined();
    expect(space.violation(design)).toBeUndefined();
  });

  test("keeps the contract that a user's simulator is rehearsed on", async () => {
    await expect(checkSimulator(simulator, key(8))).resolves.toBeUndefined();
  });

  test("draws and simulates finite values of the promised shapes; the same key gives the same bits", async () => {
    const draw = await drawOf(simulator, key(1), n);
    const again = await drawOf(simulator, key(1), n);
    const other = await drawOf(simulator, key(2), n);
    expect(draw.theta.shape).toEqual([n, p]);
    for (const [name, noise] of Object.entries(draw.noise)) {
      expect(noise.shape[0]).toBe(n);
      expect(values(again.noise[name] as tf.Tensor)).toEqual(values(noise));
    }
    expect(values(again.theta)).toEqual(values(draw.theta));
    expect(values(other.theta)).not.toEqual(values(draw.theta));
    const y = simulator.simulate(draw.theta, row(design), draw.noise);
    expect(y.shape).toEqual([n, q]);
    expect(values(y).every(Number.isFinite)).toBe(true);
    expect(values(simulator.simulate(again.theta, row(design), again.noise))).toEqual(values(y));
  });

  test("a design a row does the same as one design for all", async () => {
    const { theta, noise } = await drawOf(simulator, key(1), n);
    const one = values(simulator.simulate(theta, row(design), noise));
    const many = values(simulator.simulate(theta, tf.tile(row(design), [n, 1]), noise));
    for (const [i, y] of one.entries()) expect(Math.abs((many[i] as number) - y)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(y)));
  });

  test("features are finite, one row for each row", async () => {
    const { theta, noise } = await drawOf(simulator, key(1), n);
    const y = simulator.simulate(theta, row(design), noise);
    const { features = {} } = simulator;
    for (const x of [features.theta?.(theta), outcomeFeature(simulator, y)]) {
      if (!x) continue;
      expect(x.shape[0]).toBe(n);
      expect(values(x).every(Number.isFinite)).toBe(true);
    }
  });

  test("prior samples have a finite log density, where there is one", () => {
    const theta = prior.sample(key(2), n);
    expect(theta.shape).toEqual([n, p]);
    const density = prior.logDensity?.(theta);
    if (density) expect(density.shape).toEqual([n]);
    expect(values(density ?? theta).every(Number.isFinite)).toBe(true);
  });

  test("no tensor is left behind", async () => {
    const before = tf.memory().numTensors;
    const draw = await drawOf(simulator, fold(key(1), 1), n);
    tidied(() => {
      const y = simulator.simulate(draw.theta, row(design), draw.noise);
      return values(simulator.logLikelihood?.(draw.theta, row(design), y) ?? y);
    });
    dispose(draw);
    tf.dispose(prior.sample(key(1), 3));
    await simulator.curve?.paths(key(1), 2);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe.each(offering(hasPath))("$name $settings with $designs designs, differentiated", (each) => {
  const { simulator, design } = prepared(each);
  const { designs } = each;

  test("every coordinate of the design has a finite gradient that reaches it", async () => {
    const { theta, noise } = await drawOf(simulator, key(3), n);
    const total = (d: tf.Tensor) => tf.sum(tf.square(simulator.simulate(theta, d as tf.Tensor2D, noise)));
    const gradient = values(tf.grad(total)(row(design)));
    expect(gradient).toHaveLength(designs);
    for (const g of gradient) expect(Number.isFinite(g) && g !== 0).toBe(true);
  });
});

describe.each(offering(({ logLikelihood }) => logLikelihood))("$name $settings with $designs designs, its likelihood", (each) => {
  const { simulator, p, q, design } = prepared(each);
  const logLikelihood = simulator.logLikelihood as LogLikelihood;

  test("the likelihood has a row a theta and a column an outcome, and gradients reach theta, design and outcome", async () => {
    const [few, more] = [await drawOf(simulator, key(1), m), await drawOf(simulator, key(4), n)];
    const y = simulator.simulate(few.theta, row(design), few.noise);
    const scores = logLikelihood(more.theta, row(design), y);
    expect(scores.shape).toEqual([n, m]);
    expect(values(scores).every(Number.isFinite)).toBe(true);
    const alone = logLikelihood(tf.slice(more.theta, [7, 0], [1, p]), row(design), tf.slice(y, [5, 0], [1, q]));
    expect(Math.abs((values(alone)[0] as number) - (values(scores)[7 * m + 5] as number))).toBeLessThan(
      1e-4 * (10 + Math.abs(values(alone)[0] as number)),
    );
    const total = (...x: tf.Tensor[]) => tf.logSumExp(logLikelihood(...(x as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D])));
    for (const gradient of tf.grads(total)([more.theta, row(design), y])) {
      expect(values(gradient).every(Number.isFinite)).toBe(true);
      expect(values(gradient).some((g) => g !== 0)).toBe(true);
    }
  });

  test("outcomes are more likely under their own theta than under another's", async () => {
    const { theta, noise } = await drawOf(simulator, key(6), 400);
    const scores = values(logLikelihood(theta, row(design), simulator.simulate(theta, row(design), noise)));
    let gain = 0;
    for (let i = 0; i < 400; i++) gain += (scores[i * 401] as number) - (scores[i * 400 + ((i + 1) % 400)] as number);
    expect(gain / 400).toBeGreaterThan(0);
  });
});

describe.each(offering(({ curve }) => curve))("$name $settings with $designs designs, its curve", (each) => {
  const { simulator } = prepared(each);

  test("curves are as long as their axis", async () => {
    const curve = simulator.curve as Curve;
    const paths = await curve.paths(key(1), 3);
    expect(paths).toHaveLength(3);
    for (const path of paths) expect(path.filter(Number.isFinite)).toHaveLength(curve.xs.length);
  });
});

describe.each(offering(({ curve, measure }) => curve?.of && measure))(
  "$name $settings with $designs designs, its courses",
  (each) => {
    const { simulator } = prepared(each);

    test("the courses of a draw are what would be measured without noise", async () => {
      const { curve, measure } = simulator as Required<Simulator>;
      const draw = await drawOf(simulator, key(6), 5);
      const { of, quiet } = curve as Required<Curve>;
      expect(quiet, "curve.quiet, which says where the noise does nothing").toBeDefined();
      const courses = of(draw);
      expect(courses.map((course) => course.length)).toEqual(Array.from({ length: 5 }, () => curve.xs.length));
      const highest = Math.max(...courses.flat().map(Math.abs));
      // the count of an epidemic, at its median, is a whole number near 0.95 times the course
      const slack = (course: number) => (simulator.outcome.kind === "count" ? 0.05 * course + 1.5 : 1e-4 * highest);
      tidied(() => {
        const noise = quiet(draw.noise);
        for (const k of [1, 7, Math.floor(curve.xs.length / 2)]) {
          const seen = values(measure(draw.theta, row([curve.xs[k] as number]), noise, 0));
          courses.forEach((course, i) => {
            expect(Math.abs((seen[i] as number) - (course[k] as number))).toBeLessThan(slack(course[k] as number));
          });
        }
      });
      dispose(draw);
    });
  },
);
