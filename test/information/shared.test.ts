/** Groups of an evaluation here, elsewhere and from before: the same bounds, each group once, and a stop that loses no more than what was begun. */
import { expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { location } from "../../simulators/location.js";
import { critics } from "../../src/critics/index.js";
import type { Bounds } from "../../src/information/evaluation/contrastive.js";
import { evaluate, openGroups } from "../../src/information/evaluation/evaluate.js";
import type { Sharing } from "../../src/information/evaluation/shared.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { evaluationDefaults } from "../../src/options/defaults.js";

const simulator = createSimulator(location, 2);
const options = { ...evaluationDefaults, samples: 200, contrasts: 50 };
const task = { simulator, policy: fixed([0.5, 0, -1, 1]), params: {}, options, key: key(4) };

async function gainOf(sharing?: Sharing, signal?: AbortSignal) {
  const steps = evaluate({ ...task, critic: critics.joint, ...(sharing ? { sharing } : {}) }, signal);
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value.gain;
}

/** As another process does it. */
async function computedApart() {
  const groups = await openGroups(task);
  const compute = async (group: number): Promise<Bounds> => {
    const steps = groups.bounds(group);
    for (let next = steps.next(); ; next = steps.next()) if (next.done) return next.value;
  };
  return { compute, dispose: groups.dispose };
}

test("by two helpers, from what was kept and alone, the gain is the same to the bit", async () => {
  const alone = await gainOf();
  const kept = new Map<number, Bounds>();
  const asked: number[] = [];
  const { compute, dispose } = await computedApart();
  const helper = (group: number) => {
    asked.push(group);
    return compute(group);
  };
  const keep = (group: number, bounds: Bounds) => void kept.set(group, bounds);
  expect(await gainOf({ known: () => undefined, keep, helpers: [helper, helper] })).toEqual(alone);
  expect([...asked].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, g) => g));
  asked.length = 0;
  for (const group of [3, 50, 51]) kept.delete(group);
  expect(await gainOf({ known: (group) => kept.get(group), keep, helpers: [helper] })).toEqual(alone);
  expect(asked).toEqual([3, 50, 51]);
  asked.length = 0;
  expect(await gainOf({ known: (group) => kept.get(group), keep, helpers: [] })).toEqual(alone);
  dispose();
});

test("a signal stops it, and what was done before is kept", async () => {
  const control = new AbortController();
  const kept: number[] = [];
  const keep = (group: number) => {
    kept.push(group);
    if (kept.length === 2) control.abort();
  };
  await expect(gainOf({ known: () => undefined, keep, helpers: [] }, control.signal)).rejects.toThrow("interrupted");
  expect(kept).toEqual([0, 1]);
});
