/** What a portable policy takes for an outcome: what its simulator declares, and that one was lost. */
import { describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { type History, loadPolicy, type PolicyData, PolicyError } from "../../src/portable/policy.js";
import { placeText } from "../../src/portable/words.js";
import { made } from "../support/policies.js";

const sir = made(createSimulator(simulators.sir, 3), adaptivePolicies.recurrent);
const pk = made(createSimulator(simulators.pharmacokinetic, 3), adaptivePolicies.deepSets);
const { outcomeKinds: _, outcomeLow: _low, outcomeHigh: _high, ...old } = pk;

/** A policy whose measurements come out so. */
const declared = (kind: "continuous" | "count" | "binary" | "category", low: number, high: number): PolicyData => ({
  ...old,
  outcomeUnit: "people",
  outcomeKinds: Array(3).fill(kind),
  outcomeLow: Array(3).fill(low),
  outcomeHigh: Array(3).fill(high),
});
const noEnd = 3.4028234663852886e38;

describe("outcomes that a simulator excludes are refused with one message, and nothing is remembered", () => {
  test.each([
    [declared("count", 0, 200), [0, 31, 200], [250, -3, 0.5], "y1 is a whole number from 0 to 200 people"],
    [declared("count", 0, noEnd), [0, 1e6], [-3, 0.5], "y1 is a whole number from 0 on people"],
    [declared("binary", 0, 1), [0, 1], [225, -3, 0.5], "y1 is 0 or 1"],
    [declared("category", 0, 3), [0, 3], [4, 1.5], "y1 is a whole number from 0 to 3 people"],
    [declared("continuous", -noEnd, 9.5), [-1e3, 9.5], [9.6], "y1 is a number up to 9.5 people"],
    [declared("continuous", -noEnd, noEnd), [-1e3, 1e30], [-1e308, 1e39], "y1 is a number"],
  ] as const)("%#", (data, possible, impossible, words) => {
    const policy = loadPolicy(JSON.parse(JSON.stringify(data)));
    for (const outcome of impossible) {
      const session = policy.start();
      const advice = session.next();
      const message = `the outcome ${outcome} cannot come from this experiment: ${words}`;
      expect(() => session.observe({ design: [3], outcome: [outcome] })).toThrow(new PolicyError(message));
      expect([session.history.observations, session.next()]).toEqual([[], advice]);
    }
    for (const outcome of possible) expect(policy.next({ observations: [{ design: [3], outcome: [outcome] }] })?.step).toBe(2);
  });

  test("Floe's own simulators declare theirs; files without a declaration go on as they are", () => {
    const next = (data: PolicyData, outcome: number) =>
      loadPolicy(data).next({ observations: [{ design: [3], outcome: [outcome] }] });
    for (const outcome of [-1, 501, 1e6]) expect(() => next(sir, outcome), String(outcome)).toThrow("from 0 to 500 people");
    const poisson = made(createSimulator(simulators.sir, 3, { observation: "poisson" }), adaptivePolicies.recurrent);
    for (const outcome of [-1, 30.5, 5000]) expect(() => next(poisson, outcome)).toThrow("y1 is a whole number from 0 to ");
    for (const outcome of [-1e308, -100, 1e5]) expect(() => next(pk, outcome)).toThrow("y1 is a number from -");
    for (const outcome of [-0.4, 20]) expect(next(pk, outcome)?.step).toBe(2);
    for (const outcome of [-100, 0.5, 1e5]) expect(next(old, outcome)?.step).toBe(2);
    expect(() => next(old, -1e308)).toThrow("cannot come from this experiment");
  });
});

describe("a measurement that was lost", () => {
  const families = Object.values(adaptivePolicies);
  test.each(families.map((family) => [family.name, family] as const))(
    "uses its place up and teaches %s nothing",
    (_name, family) => {
      const data = made(createSimulator(simulators.sir, 3), family);
      const policy = loadPolicy(data);
      const session = policy.start();
      session.observe({ design: [12], lost: true });
      // Nothing is learned: the plan's second place, as far from its first as the biases of the steps say.
      const blind = session.next();
      expect(blind).toMatchObject({ step: 2, of: 3 });
      for (const outcome of [5, 300]) {
        const other = policy.start();
        other.observe({ design: [12], outcome: [outcome] });
        expect(other.next()?.design[0]).not.toBe(blind?.design[0]);
      }
      expect(blind?.design[0]).toBeGreaterThan(12);
      session.observe({ design: [30], outcome: [100] });
      const third = session.next();
      // What was learned afterwards counts as if the loss had not been: the same memory, one place later.
      session.undo();
      session.observe({ design: [30], outcome: [101] });
      expect(session.next()?.design[0]).not.toBe(third?.design[0]);
      session.undo();
      expect(session.next()).toEqual(blind);
      session.undo();
      expect(session.history.observations).toEqual([]);
      expect(session.next()).toEqual(policy.start().next());
    },
  );

  test("is written in three ways, kept in one, and counts for constraints and the horizon", () => {
    const policy = loadPolicy(pk);
    const ways = [{ lost: true }, { outcome: null }, { lost: true, outcome: null }].map((way) => ({ design: [5], ...way }));
    for (const way of ways) {
      const session = policy.start();
      session.observe(way as never);
      expect(session.history.observations).toEqual([{ design: [5], lost: true }]);
      expect(policy.next(JSON.parse(JSON.stringify(session.history)))).toEqual(session.next());
    }
    const lost = (...places: number[]): History => ({ observations: places.map((x) => ({ design: [x], lost: true })) });
    expect(Math.abs((policy.next(lost(5), { spacing: 2 })?.design[0] as number) - 5)).toBeGreaterThanOrEqual(2);
    expect(policy.next(lost(5, 6, 7))).toBeUndefined();
    expect(policy.next(lost(5, 6), { budget: 2 })).toBeUndefined();
    expect(() => policy.next(lost(5, 6, 7, 8))).toThrow("all 3 measurements are taken");
    expect(() => policy.next(lost(500))).toThrow("lies outside of this experiment");
    const wanted = 'an observation is {"design": [12.5], "outcome": [31]}, or {"design": [12.5], "lost": true}';
    for (const [wrong, message] of [
      [{ design: [5], lost: true, outcome: [3] }, 'an observation has an "outcome" or is "lost", not both'],
      [{ design: [5], lost: "yes", outcome: [3] }, '"lost" must be true, for a measurement that told nothing, got "yes"'],
      [{ design: [5], lost: false }, `"outcome" is missing: ${wanted}, got {"design":[5],"lost":false}`],
      [{ design: [5], outcomes: [3] }, `"outcome" is missing: ${wanted}, got {"design":[5],"outcomes":[3]}`],
      [{ design: [5], outcome: 3 }, 'an observation needs "outcome": one finite number in brackets, got 3'],
      [{ desing: [5], outcome: [3] }, `"design" is missing: ${wanted}, got {"desing":[5],"outcome":[3]}`],
      [null, `"design" is missing: ${wanted}, got null`],
      [{ lost: true }, `"design" is missing: ${wanted}, got {"lost":true}`],
    ] as const)
      expect(() => policy.start().observe(wrong as never)).toThrow(new PolicyError(message));
  });
});

describe("places far from the origin are told apart as those near it", () => {
  const origin = 2_459_000.5;
  const nights: PolicyData = {
    ...old,
    horizon: 2,
    designNames: ["night1", "night2"],
    designUnit: "d",
    outcomeNames: ["y1", "y2"],
    space: { kind: "box", low: [origin, origin], high: [origin + 30, origin + 30] },
    seen: { ...pk.seen, at: { mean: [origin + 15], sd: [9] } },
    parameters: { ...pk.parameters, "design/start": { shape: [1, 2], values: [-0.4, 0.3] } },
  };
  const policy = loadPolicy(nights);
  const near = loadPolicy({
    ...nights,
    space: { kind: "box", low: [0, 0], high: [30, 30] },
    seen: { ...pk.seen, at: { mean: [15], sd: [9] } },
  });

  test("windows, the ends of the range and advice are those of the same experiment at the origin", () => {
    const advice = (constraints: object = {}, observations: History["observations"] = []) =>
      policy.next({ observations }, constraints)?.design[0] as number;
    const free = near.next({ observations: [] })?.design[0] as number;
    expect(Math.abs(advice() - origin - free)).toBeLessThan(1e-8);
    expect(advice({ forbidden: [[advice() - 1, advice() + 2]] })).toBe(advice() - 1);
    for (const place of [origin - 50, origin - 0.01, origin + 30.01])
      expect(() => advice({}, [{ design: [place], outcome: [0.4] }])).toThrow(
        /= 24\d+\.\d+ d lies outside of this experiment, which goes from 2459000\.5 d to 2459030\.5 d/,
      );
    for (const place of [3.2, 29.9]) {
      const [far, close] = [policy, near].map((one, i) =>
        one.next({ observations: [{ design: [place + (i === 0 ? origin : 0)], outcome: [0.4] }] }),
      );
      expect(Math.abs((far?.design[0] as number) - origin - (close?.design[0] as number))).toBeLessThan(1e-6);
    }
  });

  test("their digits tell a ten-thousandth of the range, and what is typed as printed is accepted", () => {
    for (const [place, range, text] of [
      [4.871234, 24, "4.8712"],
      [99.994, 99.99, "99.994"],
      [2459012.37512, 30, "2459012.375"],
      [-2459012.37512, 30, "-2459012.375"],
      [0, 30, "0"],
      [0.1 + 0.2, 0, "0.3"],
      [3e-9, 1e-7, "3e-9"],
      [1e9 + 0.25, 1e-3, "1000000000.25"],
    ] as const)
      expect(placeText(place, range)).toBe(text);
    for (let i = 1; i < 200; i++) {
      const place = origin + (i * 30) / 200 + 0.0123456;
      expect(Math.abs(Number(placeText(place, 30)) - place)).toBeLessThanOrEqual(5e-5 * 30);
    }
  });
});
