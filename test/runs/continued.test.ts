/** The rest of an experiment under way: as the whole would have gone on, without tensors as with them. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import type { LogLikelihood } from "../../src/contracts/bounds.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { validationDraw } from "../../src/experiment/draws.js";
import { policyContext, rollout } from "../../src/experiment/rollout.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { inPieces, measurementsOf, rawWidthOf, widthOf } from "../../src/numbers/measurements.js";
import { checkDesignOptions, type DesignInput } from "../../src/options/check.js";
import { loadPolicy, PolicyError } from "../../src/portable/policy.js";
import type { History } from "../../src/portable/types.js";
import { resolveDesign } from "../../src/runs/job.js";
import { begunOf } from "../../src/runs/nextPolicy.js";
import { continuedFamily } from "../../src/runs/policy/continued.js";
import { familyFor, trainedIn } from "../../src/runs/policy/fromFile.js";
import { loadTrained } from "../../src/runs/policy/trainedPolicy.js";
import { spaces } from "../designs/spaces.js";
import { largestGap } from "../support/largestGap.js";
import { made } from "../support/policies.js";

type Past = History["observations"];
const past: Past = [
  { design: [1.5], outcome: [13.5] },
  { design: [3], lost: true },
  { design: [6], outcome: [9.25] },
];
const n = 12;

describe("likelihood", () => {
  test.each([
    ["all seen", past.filter((one) => !("lost" in one))],
    ["one lost", past],
  ])("of what is left: of its own measurements alone, which are independent given theta (%s)", async (_, before) => {
    const rest = createSimulator(continuedFamily(pharmacokinetic, before), 2);
    const alone = createSimulator(pharmacokinetic, 2);
    const draw = await validationDraw(rest, key(1), n);
    tidied(() => {
      const own = tf.tensor2d(Array.from({ length: n }, (_, i) => [7 + i, 20 - i]));
      const outcome = rest.simulate(draw.theta, own, draw.noise);
      for (const design of [own, tf.slice(own, [0, 0], [1, 2]) as tf.Tensor2D]) {
        const [found, wanted] = [rest, alone].map(({ logLikelihood }) =>
          (logLikelihood as LogLikelihood)(draw.theta, design, outcome).dataSync(),
        ) as unknown as [Float32Array, Float32Array];
        expect(largestGap(found, wanted)).toBeLessThan(1e-3); // up to some hundred nats cancel
      }
      // Its noise is that of the measurements to come.
      const all = tf.concat([tf.fill([n, before.length], 2), own], 1) as tf.Tensor2D;
      const whole = createSimulator(pharmacokinetic, before.length + 2).simulate(draw.theta, all, draw.noise);
      expect(largestGap(outcome.dataSync(), tf.slice(whole, [0, before.length], [n, 2]).dataSync())).toBeLessThan(1e-4);
    });
    expect([rest.designs.names, rest.outcome.names].flat()).toEqual(
      ["t", "y"].flatMap((stem) => [1, 2].map((i) => `${stem}${before.length + i}`)),
    );
    expect(createSimulator(continuedFamily(pharmacokinetic, before)).designs.dim).toBe(5 - before.length);
  });
});

const settings = [{}, { spacing: 1 }];
describe.each(Object.values(adaptivePolicies).flatMap((family) => settings.map((set) => [family.name, set, family] as const)))(
  "%s %j",
  (_, set, family) => {
    test("decides about the rest as its file does after the same history, a lost measurement among them", async () => {
      const horizon = 5;
      const file = { ...made(createSimulator(pharmacokinetic, horizon, set), family), after: past };
      const simulator = createSimulator(familyFor(pharmacokinetic, file), horizon - past.length, set);
      const draw = await validationDraw(simulator, key(2), n);
      const portable = loadPolicy(JSON.parse(JSON.stringify(file)));
      const { designs, outcomes } = tidied(() => {
        const { policy, params } = loadTrained(simulator, trainedIn(file));
        const found = rollout(simulator, policy, params, draw, policyContext(policy, simulator.designs, key(3), n));
        return { designs: rowsOf(found.design), outcomes: rowsOf(found.outcome) };
      });
      for (const [i, design] of designs.entries()) {
        const session = portable.start();
        for (const one of past) session.observe(one);
        for (const [step, at] of design.entries()) {
          expect(Math.abs((session.next()?.design[0] as number) - at)).toBeLessThan(24e-5);
          session.observe({ design: [at], outcome: [outcomes[i]?.[step] as number] });
        }
        expect(session.next()).toBeUndefined();
      }
      expect(new Set(designs.map(([, second]) => second)).size).toBeGreaterThan(n / 2); // it reacts
    });
  },
);

describe("a policy that was refined for an experiment", () => {
  const file = { ...made(createSimulator(pharmacokinetic, 4), adaptivePolicies.recurrent), after: past.slice(0, 1) };
  const policy = loadPolicy(file);
  test("decides about no other, and says so", () => {
    const [first] = past as [Past[0]];
    expect(policy.next({ observations: [first] })?.step).toBe(2);
    expect(policy.next({ observations: [{ design: [1.5 + 1e-9], outcome: [13.5] }] })?.step).toBe(2);
    expect(() => policy.next({ observations: [] })).toThrow("after 1 measurement: it is to be told it first, got 0");
    for (const other of [
      { design: [1.5], outcome: [13.6] },
      { design: [1.6], outcome: [13.5] },
      { design: [1.5], lost: true as const },
    ])
      expect(() => policy.next({ observations: [other] })).toThrow(/for another experiment, whose measurement 1 was .*13.5/);
  });
  test.each([[[]], [{}], [[1]], [[{ design: [1] }]], [[{ design: ["x"], outcome: [1] }]], [Array(4).fill(past[0])]])(
    "with %j in place of its history is damaged",
    (after) => {
      if (Array.isArray(after) && after.length === 0) return expect(() => loadPolicy({ ...file, after })).not.toThrow();
      expect(() => loadPolicy({ ...file, after: after as unknown as Past })).toThrow(PolicyError);
      expect(() => loadPolicy({ ...file, after: after as unknown as Past })).toThrow('"after" must be fewer than 4 observations');
    },
  );
});

const continuable = Object.entries(spaces).filter(([, space]) => space.next && space.after && measurementsOf(space) > 1);

describe.each(continuable)("what is left of the %s", (_, space) => {
  const next = space.next as NonNullable<DesignSpace["next"]>;
  const [width, each] = [widthOf(space), rawWidthOf(space)];
  const before = space.random(key(7)).slice(0, width);
  const rest = space.after?.(before) as DesignSpace;
  const far = (i: number) => (space.high[i] as number) - (space.low[i] as number);

  test("is where the whole goes on, at once and one by one, and back", () => {
    const raw = Array.from(normals(fold(key(8), 1), rest.rawDim));
    const made = (of: readonly number[]) => {
      const [raws, sharpness] = [tf.tensor2d([[...of]]), tf.scalar(1)];
      return rowsOf(rest.decide?.(raws, sharpness) ?? rest.fromRaw(raws, sharpness))[0] as number[];
    };
    const [atOnce, single, whole] = tidied(() => {
      const chains = [rest.next as typeof next, next].map((one, i) => {
        const places = i === 0 ? [] : [tf.tensor2d([before])];
        for (const values of inPieces(raw, each)) places.push(one(tf.tensor2d([values]), places, tf.scalar(1)));
        return places.slice(i).flatMap((x) => Array.from(x.dataSync()));
      });
      return [made(raw), ...chains];
    }) as [number[], number[], number[]];
    const gap = (a: readonly number[], b: readonly number[]) =>
      Math.max(...a.map((x, i) => Math.abs(x - (b[i] as number)) / (far(i + width) || 1)));
    expect(gap(single, whole)).toBeLessThan(1e-6);
    expect(gap(atOnce, whole)).toBeLessThan(3e-6);
    const back = tidied(() => made(rest.toRaw(whole)));
    expect(gap(back, whole)).toBeLessThan(1e-3);
  });

  test("has designs that are feasible behind what was measured, by its own names", () => {
    expect([rest.dim, rest.names]).toEqual([space.dim - width, space.names.slice(width)]);
    for (const design of [rest.equallySpaced(), rest.random(key(4)), rest.finish(rest.random(key(5)))]) {
      expect(rest.violation(design)).toBeUndefined();
      expect(space.violation([...before, ...design])).toBeUndefined();
    }
  });
});

describe("what cannot be gone on with is refused in words", () => {
  const place = mkdtempSync(join(tmpdir(), "floe-test-"));
  const at = (name: string, content: unknown) => {
    writeFileSync(join(place, name), typeof content === "string" ? content : JSON.stringify(content));
    return join(place, name);
  };
  const whole = made(createSimulator(pharmacokinetic, 3), adaptivePolicies.recurrent);
  at("policy.json", whole);
  afterAll(() => rmSync(place, { recursive: true }));

  test.each([
    [undefined, "say what was measured so far: --data SESSION.json"],
    ["time,concentration\n1,2\n", "is a table, and a policy reads its measurements in their order", "table.csv"],
    [{ observations: [] }, "with at least one"],
    [{ observations: [past[0], past[0], past[0]] }, "all 3 measurements of"],
    [{ observations: [past[1]] }, "all that was measured was lost"],
    [{ observations: [{ design: [99], outcome: [3] }] }, "measurement 1 of"],
    [{ observations: [{ design: [9], outcome: ["x"] }] }, 'an observation needs "outcome"'],
  ])("history %j", (content, words, name = "history.json") => {
    expect(() => begunOf(place, content === undefined ? undefined : at(name, content))).toThrow(words);
  });

  test.each<[object, Partial<DesignInput>, string]>([
    [whole, { simulator: "linear" }, "decides for pharmacokinetic, and the simulator is linear"],
    [whole, { policy: "deepSets" }, "is of the kind recurrent, which cannot be trained as deepSets"],
    [whole, { designs: 4 }, "has 3 measurements left: leave out --horizon 4"],
    [whole, { policyHidden: [3] }, "has its own widths"],
    [whole, { settings: { spacing: 1 } }, "decides in another design space"],
    [{ ...whole, after: past.slice(0, 1) }, {}, "the prior is what is known since: --given FILE"],
    [{ ...whole, after: [{ design: [99], lost: true }] }, { given: "x.csv" }, "goes on from measurements that were all lost"],
    [{ ...whole, parameters: {} }, {}, "damaged"],
  ])("policy %#", async (file, asked, words) => {
    const options = checkDesignOptions({ simulator: "pharmacokinetic", from: at("from.json", file), ...asked });
    await expect(resolveDesign(options)).rejects.toThrow(words);
  });
});
