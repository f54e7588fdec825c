/** What every policy of the registry promises, and what each of them chooses. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { policies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import type { FixedPolicy } from "../../src/contracts/policy.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import type { Key } from "../../src/contracts/values.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { policyContext } from "../../src/experiment/rollout.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";

const spaces = Object.entries(simulators).map(([name, family]) => [name, createSimulator(family, 3).designs] as const);
const registry: [string, FixedPolicy][] = Object.entries(policies);

const n = 20;
const contextOf = (policy: FixedPolicy, space: DesignSpace, k: Key = key(2)) => policyContext(policy, space, k, n);
const designsOf = (policy: FixedPolicy, space: DesignSpace, k?: Key): number[][] =>
  tidied(() => rowsOf(policy.designs(policy.init(space, space.random(key(1))), contextOf(policy, space, k))));

describe.each(registry)("%s", (name, policy) => {
  test("says what it is and when to use it", () => {
    expect(policy.name).toBe(name);
    for (const text of [policy.summary, policy.use]) expect(text.length).toBeGreaterThan(10);
  });

  test.each(spaces)("chooses feasible designs for %s, one for all or one each, the same for the same key", (_, space) => {
    const designs = designsOf(policy, space);
    expect([1, n]).toContain(designs.length);
    for (const design of designs) expect(space.violation(space.finish(design))).toBeUndefined();
    expect(designsOf(policy, space)).toEqual(designs);
  });

  test.each(spaces)("names its design for %s where it has one, always the same", (_, space) => {
    const hasOne = Object.keys(policy.init(space, space.random(key(1)))).length === 0 && designsOf(policy, space).length === 1;
    const known = policy.known?.(space);
    expect(known !== undefined).toBe(hasOne);
    if (known) expect(designsOf(policy, space)).toEqual([[...Float32Array.from(known)]]);
  });

  test("what it trains is named as the design's, and is all that its designs depend on", () => {
    tf.tidy(() => {
      const space = spaces[0]?.[1] as DesignSpace;
      const params = policy.init(space, space.random(key(1)));
      for (const [parameter, value] of Object.entries(params)) {
        expect(parameter).toMatch(/^design\//);
        const chosen = (x: tf.Tensor) => tf.sum(policy.designs({ ...params, [parameter]: x }, contextOf(policy, space)));
        expect(
          tf
            .grad(chosen)(value)
            .dataSync()
            .every((g) => g !== 0),
        ).toBe(true);
      }
    });
  });
});

describe.each(spaces)("for %s", (_, space) => {
  test("the static policy starts at the design it is given", () => {
    const start = space.random(key(1));
    expect(largestGap(designsOf(policies.static, space)[0] as number[], start)).toBeLessThan(
      1e-4 * ((space.high[0] as number) - (space.low[0] as number)),
    );
  });

  test("random designs differ between experiments and keys", () => {
    const one = designsOf(policies.random, space);
    expect(new Set(one.map(String)).size).toBe(n);
    expect(designsOf(policies.random, space, key(3))).not.toEqual(one);
  });

  test("the fixed and the equally spaced design are what they say", () => {
    const design = space.random(key(4));
    const equal = space.equallySpaced();
    expect(largestGap(designsOf(fixed(design), space)[0] as number[], Float32Array.from(design))).toBe(0);
    expect(largestGap(designsOf(policies.equallySpaced, space)[0] as number[], Float32Array.from(equal))).toBe(0);
  });
});
