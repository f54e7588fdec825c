/** What a run does next, by what it has: the order in which one process works, so that several make the same. */
import { expect, test } from "vitest";
import type { Gain } from "../../src/contracts/gain.js";
import type { TrainedPolicy } from "../../src/records/types.js";
import type { DesignJob } from "../../src/runs/job.js";
import { type FinishedRestart, nameOf } from "../../src/runs/piece.js";
import { type DesignRunState, initialRunState } from "../../src/runs/state.js";
import { atOnce, waiting } from "../../src/runs/waiting.js";

const job = { training: { restarts: 2 }, simulator: {} } as DesignJob;
const withPolicy = { ...job, adaptive: { prefixes: [{}] } } as unknown as DesignJob;
const restart = (value: number) => ({ design: [value], compared: { value }, steps: 5 }) as unknown as FinishedRestart;
const both = { 0: restart(1), 1: restart(2) };
const policy = { ...restart(3), index: 2, policy: { family: "any" } as TrainedPolicy };
const gain = {} as Gain;

const names = (of: DesignJob, state: Partial<DesignRunState>) => waiting(of, { ...initialRunState(), ...state }).map(nameOf);

test("restarts first, beside the baselines, which need nothing of them", () => {
  expect(names(job, {})).toEqual(["restart 0", "restart 1", "equallySpaced", "random"]);
  expect(names(job, { finished: { 1: restart(2) }, evaluations: { random: gain } })).toEqual(["restart 0", "equallySpaced"]);
  expect(atOnce(job, initialRunState())).toBe(3);
});

test("the best design is evaluated, or a policy is trained from it and both are evaluated, then their earlier steps", () => {
  const [first] = waiting(job, { ...initialRunState(), finished: both });
  expect(first).toEqual({ kind: "evaluation", of: { kind: "optimised", design: [2] } });
  const [training, planned] = waiting(withPolicy, { ...initialRunState(), finished: both });
  expect(training).toEqual({ kind: "adaptive", index: 2, start: [2] });
  expect(planned).toEqual({ kind: "evaluation", of: { kind: "planned", design: [2] } });
  expect(names(withPolicy, { finished: both, policy })).toEqual(["policy", "static", "equallySpaced", "random"]);
  const evaluations = { policy: gain, static: gain, random: gain };
  expect(names(withPolicy, { finished: both, policy, evaluations })).toEqual([
    "equallySpaced",
    "policy after 1",
    "static after 1",
  ]);
});

test("what failed or was left out is not waited for", () => {
  expect(names(job, { finished: { 0: restart(1) }, failed: { 1: "why" }, leftOut: { random: "why" } })).toEqual([
    "optimised",
    "equallySpaced",
  ]);
  expect(names(job, { failed: { 0: "why", 1: "why" } })).toEqual([]);
});
