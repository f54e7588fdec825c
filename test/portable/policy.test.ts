/** The portable policy against the one that was trained, and against everything that may be said to it. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { lookOf } from "../../src/experiment/history.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { uniforms } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { networks } from "../../src/portable/policies/index.js";
import { loadPolicy, PolicyError } from "../../src/portable/policy.js";
import { forbidding } from "../../src/portable/space.js";
import { made, seen } from "../support/policies.js";
import { readSourceFiles } from "../support/sourceFiles.js";

const histories = 1000;
const cases = Object.values(adaptivePolicies).flatMap((family) =>
  Object.entries(simulators).map(([name, kind]) => [family.name, name, family, createSimulator(kind, 4)] as const),
);

describe.each(cases)("%s for %s", (_family, _simulator, family, simulator) => {
  test("decides as the trained one does, to 1e-5, over 1,000 random histories", () => {
    const file = made(simulator, family);
    const portable = loadPolicy(JSON.parse(JSON.stringify(file)));
    const { designs } = simulator;
    const range = (designs.high[0] as number) - (designs.low[0] as number);
    const { kind = "continuous", high } = simulator.outcome;
    const drawn = uniforms(key(9), 4 * histories, 0, Math.min(60, typeof high === "number" ? high : 60));
    const outcomes = kind === "continuous" ? drawn : drawn.map(Math.round);
    tidied(() => {
      const policy = family.create({ horizon: 4, hidden: file.hidden, look: lookOf(simulator, seen) });
      const params = Object.fromEntries(
        Object.entries(file.parameters).map(([name, { shape, values }]) => [name, tf.tensor([...values], [...shape])]),
      );
      const sessions = Array.from({ length: histories }, () => portable.start());
      let memory = policy.start(params, histories);
      const places: tf.Tensor2D[] = [];
      for (let step = 0; step < 4; step++) {
        const at = (designs.next as NonNullable<typeof designs.next>)(policy.next(params, memory, step), places, tf.scalar(1));
        const wanted = tf.tile(at, [at.shape[0] === 1 ? histories : 1, 1]).dataSync();
        const outcome = outcomes.subarray(step * histories, (step + 1) * histories);
        let worst = 0;
        for (const [i, session] of sessions.entries()) {
          const advice = session.next();
          expect(advice).toMatchObject({ step: step + 1, of: 4 });
          worst = Math.max(worst, Math.abs((advice?.design[0] as number) - (wanted[i] as number)));
          session.observe({ design: [wanted[i] as number], outcome: [outcome[i] as number] });
        }
        expect(worst).toBeLessThan(1e-5 * range);
        const done = tf.tensor2d(wanted, [histories, 1]);
        memory = policy.observe(params, memory, done, tf.tensor2d(outcome, [histories, 1]), step);
        places.push(done);
      }
      for (const session of sessions) expect(session.next()).toBeUndefined();
    });
  });
});

const sir = loadPolicy(made(createSimulator(simulators.sir, 3), adaptivePolicies.recurrent));
const pk = loadPolicy(made(createSimulator(simulators.pharmacokinetic, 3), adaptivePolicies.deepSets));
const seenAt = (design: number, outcome: number) => ({ design: [design], outcome: [outcome] });

describe("what must hold when it is used", () => {
  test("bounds, forbidden windows, spacing and a budget, each by the nearest place that is allowed", () => {
    const free = pk.next({ observations: [] })?.design[0] as number;
    const next = (constraints: object, observations = [] as ReturnType<typeof seenAt>[]) =>
      pk.next({ observations }, constraints)?.design[0];
    expect(next({ low: free + 1 })).toBe(free + 1);
    expect(next({ high: free - 1 })).toBe(free - 1);
    expect(next({ forbidden: [[free - 2, free + 1]] })).toBe(free + 1);
    expect(next({ forbidden: [[free - 1, free + 2], [free - 3, free - 0.5]] })).toBe(free + 2); // biome-ignore format: pairs
    const second = next({}, [seenAt(5, 7)]) as number;
    expect(next({ spacing: 1 }, [seenAt(second, 7)])).toBeDefined();
    expect(Math.abs((next({ spacing: 1 }, [seenAt(5, 7)]) as number) - 5)).toBeGreaterThanOrEqual(1);
    expect(next({ budget: 1 }, [seenAt(5, 7)])).toBeUndefined();
    for (const nothingLeft of [{ low: 30 }, { budget: 0 }, { forbidden: [[-1, 25]] }]) expect(next(nothingLeft)).toBeUndefined();
    expect(next({ spacing: 20 }, [seenAt(5, 7)])).toBeUndefined();
    expect(next({ spacing: 19 }, [seenAt(5, 7)])).toBe(24);
  });

  test("of what leaves no place, the constraints are named that could be given up", () => {
    const { space } = pk.data;
    expect(forbidding(space, [5], { spacing: 20, low: 1, budget: 2 })).toEqual({ spacing: 20 });
    expect(forbidding(space, [5], { low: 20, high: 22, spacing: 1, forbidden: [[19, 23]] })).toEqual({ low: 20, high: 22, forbidden: [[19, 23]] }); // biome-ignore format: a line
    const twice = { low: 30, forbidden: [[-1, 25]] } as const;
    expect(forbidding(space, [], twice)).toEqual(twice); // neither alone, so both
    expect(forbidding(sir.data.space, [100], { spacing: 1 })).toEqual({}); // the last time that there is
  });

  test("a budget beyond the policy's measurements is refused", () => {
    expect(() => pk.start({ budget: 3 })).not.toThrow();
    expect(() => pk.start({ budget: 4 })).toThrow(
      '"budget" is 4, and this policy was trained for 3 measurements: a budget can only be fewer',
    );
  });

  test("times go on after what was really measured, whatever was advised", () => {
    const session = sir.start();
    session.next();
    session.observe(seenAt(70, 12));
    expect(session.next()?.design[0]).toBeGreaterThan(70);
    session.observe(seenAt(99.99, 0));
    expect(session.next()).toBeUndefined(); // no time is left
  });

  test("windows that cover everything leave no place, not their ends; times never come twice", () => {
    const next = (policy: typeof sir, constraints: object, ...observations: ReturnType<typeof seenAt>[]) =>
      policy.next({ observations }, constraints)?.design[0];
    expect(next(sir, { forbidden: [[0, 99.99]] })).toBeUndefined();
    expect(next(sir, { forbidden: [[0, 50], [50, 120]] })).toBeUndefined(); // biome-ignore format: pairs
    expect(next(sir, { forbidden: [[0, 50]] })).toBeGreaterThanOrEqual(50);
    expect(next(pk, { forbidden: [[0, 24]] }, seenAt(3, 7))).toBeUndefined();
    expect(next(sir, { high: 60 }, seenAt(60, 12))).toBeUndefined();
    expect(next(sir, { forbidden: [[30, 99.99]] }, seenAt(30, 12))).toBeUndefined();
    // one place alone is allowed where it was asked for, or is as far away as the spacing
    expect(next(sir, { low: 40, high: 40 })).toBe(40);
    expect(next(pk, { spacing: 12, low: 12 }, seenAt(12, 7))).toBe(24);
    for (let t = 0; t < 99.98; t += 0.5) expect(next(sir, {}, seenAt(t, 40))).toBeGreaterThan(t);
  });

  test("undo forgets one observation, and only that", () => {
    const session = sir.start();
    session.observe(seenAt(10, 40));
    const advice = session.next();
    session.observe(seenAt(20, 300));
    session.undo();
    expect(session.next()).toEqual(advice);
    expect(session.history.observations).toEqual([seenAt(10, 40)]);
    session.undo();
    expect(() => session.undo()).toThrow("nothing to undo");
  });
});

describe("what was measured outside of the experiment is refused, and nothing is remembered", () => {
  const spaced = loadPolicy(made(createSimulator(simulators.pharmacokinetic, 3, { spacing: 2 }), adaptivePolicies.recurrent));

  test.each([
    [sir, 500, "t1 = 500 days lies outside of this experiment, which goes from 0 days to 99.99 days"],
    [sir, -1, "t1 = -1 days lies outside of this experiment, which goes from 0 days to 99.99 days"],
    [sir, 100, "t1 = 100 days lies outside of this experiment, which goes from 0 days to 99.99 days"],
    [pk, 24.1, "t1 = 24.1 h lies outside of this experiment, which goes from 0 h to 24 h"],
    [spaced, 25, "t1 = 25 h lies outside of this experiment, which goes from 0 h to 24 h"],
  ])("%#: %s", (policy, place, message) => {
    const session = policy.start();
    const advice = session.next();
    expect(() => session.observe(seenAt(place, 12))).toThrow(new PolicyError(message));
    expect([session.history.observations, session.next()]).toEqual([[], advice]);
  });

  test("times that do not increase", () => {
    const message = "t2 = 5 days lies before the last measurement, at 12.5 days: the times of this experiment increase";
    const session = sir.start();
    session.observe(seenAt(12.5, 12));
    expect(() => session.observe(seenAt(5, 12))).toThrow(new PolicyError(message));
    expect(session.history.observations).toEqual([seenAt(12.5, 12)]);
    expect(() => sir.next({ observations: [seenAt(12.5, 12), seenAt(5, 12)] })).toThrow(message);
    expect(() => spaced.next({ observations: [seenAt(6, 12), seenAt(5, 12)] })).toThrow("before the last measurement, at 6 h");
    expect(pk.next({ observations: [seenAt(12, 7), seenAt(5, 7)] })?.step).toBe(3); // samples of no order
  });

  test("places as they are told, with five digits, are accepted", () => {
    const session = sir.start();
    session.observe(seenAt(12.345678, 12));
    session.observe(seenAt(12.345, 12));
    session.observe(seenAt(99.994, 0));
    expect(session.history.observations).toHaveLength(3);
    expect(() => session.observe({ outcome: [3] } as never)).toThrow("all 3 measurements are taken");
  });
});

describe("what makes no sense is refused in words, and nothing is remembered", () => {
  const wrong: [string, unknown, RegExp][] = [
    ["a number", 3, /"design"/],
    ["nothing", null, /"design"/],
    ["no outcome", { design: [3] }, /"outcome" is missing/],
    ["two outcomes", { design: [3], outcome: [1, 2] }, /"outcome"/],
    ["NaN", { design: [Number.NaN], outcome: [1] }, /"design"/],
    ["a text", { design: ["3"], outcome: [1] }, /"design"/],
    ["an impossible outcome", { design: [3], outcome: [-5] }, /-5 cannot come from this experiment/],
  ];
  test.each(wrong)("%s", (_, observation, message) => {
    const session = sir.start();
    expect(() => session.observe(observation as never)).toThrow(message);
    expect(session.history.observations).toEqual([]);
  });

  test("constraints, histories and files", () => {
    for (const constraints of [
      { low: Number.NaN },
      { spacing: -1 },
      { budget: 1.5 },
      { forbidden: [[5, 3]] },
      { forbidden: [[1]] },
      { forbidden: 5 },
      { spacings: 1 },
      null,
      3,
      { low: 5, high: 3 },
      [[20, 32]],
    ])
      expect(() => sir.start(constraints as never)).toThrow(PolicyError);
    const known = "known are low, high, spacing, forbidden, budget";
    expect(() => sir.start({ spacings: 3 } as never)).toThrow(`unknown constraint "spacings": ${known}`);
    expect(() => sir.start({ bounds: [0, 50] } as never)).toThrow(`unknown constraint "bounds": ${known}`);
    expect(() => sir.next({} as never)).toThrow(/a history is/);
    expect(() => sir.next({ observations: [1, 2, 3, 4].map((t) => seenAt(t, 4)) })).toThrow(/all 3 measurements/);
    for (const kind of ["design", "policy"])
      expect(() => loadPolicy({ kind, simulator: "sir", versions: {} } as never)).toThrow(/no policy's file/);
    const { data } = sir;
    expect(() => loadPolicy({ ...data, family: "transformer" })).toThrow(/needs a newer floe.*transformer/);
    for (const inherited of ["toString", "constructor", "__proto__"]) {
      expect(() => loadPolicy({ ...data, family: inherited })).toThrow(/needs a newer floe/);
      expect(() => loadPolicy({ ...data, transform: { ...data.transform, kind: inherited } })).toThrow(/needs a newer floe/);
    }
    const { "design/gru0/w": _, ...parameters } = data.parameters;
    expect(() => loadPolicy({ ...data, parameters })).toThrow(/damaged: "design\/gru0\/w"/);
  });
});

test("every adaptive policy of the registry decides without tensors too", () => {
  expect(Object.keys(networks)).toEqual(Object.keys(adaptivePolicies));
});

test("the runtime imports nothing from outside its folder", () => {
  const outside = readSourceFiles(["src"])
    .filter(({ path }) => path.startsWith("src/portable/"))
    .flatMap(({ path, imports }) =>
      imports.filter(({ target }) => !target.startsWith("src/portable/")).map(({ target }) => `${path}: ${target}`),
    );
  expect(outside).toEqual([]);
});
