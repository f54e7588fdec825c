import { expect, test } from "vitest";
import type { Metric } from "../../src/records/types.js";
import type { FinishedRestart } from "../../src/runs/piece.js";
import { initialRunState, inOrder, metricsUpTo, packRun, unpackRun } from "../../src/runs/state.js";

const metric = (restart: number, step: number): Metric => ({ restart, step, bound: 1, se: 0.1, design: [step], seconds: step });
const training = (step: number) => ({ state: { counters: { step } }, arrays: { w: Float32Array.of(step, 1) } });
const finished = (steps: number) => ({ steps }) as FinishedRestart;
const state = { ...initialRunState(), finished: { 1: finished(20) }, trainings: { 0: training(10), 12: training(0) } };
const places = (metrics: readonly Metric[]) => metrics.map(({ restart, step }) => `${restart}:${step}`);

test("a packed run comes back, trainings of several restarts apart from each other", () => {
  const packed = packRun(state);
  expect(Object.keys(packed.arrays)).toEqual(["0/w", "12/w"]);
  expect(unpackRun({ ...packed, state: JSON.parse(JSON.stringify(packed.state)) })).toEqual(state);
});

test("a checkpoint of the first form is read: the policy stood behind the restarts, notes by names", () => {
  const one = { design: [1], compared: { value: 2 }, steps: 9, bound: { value: 1, se: 0.1 } };
  const policy = { family: "recurrent" };
  const { form: _, ...now } = packRun(state).state as Record<string, unknown>;
  const { leftOut: _none, ...rest } = now;
  const notes = { "restart 10": ["b"], "restart 2": ["a"], random: ["c"], "policy after 1": ["d"] };
  const first = { ...rest, finished: { 1: one, 2: { ...one, policy } }, notes };
  const read = unpackRun({ ...packRun(state), state: first });
  expect(read).toEqual({
    ...state,
    finished: { 1: one },
    policy: { ...one, index: 2, policy },
    notes: { trainings: { 2: ["a"], 10: ["b"] }, evaluations: { random: ["c"], "policy after 1": ["d"] } },
  });
  expect(unpackRun(packRun(read))).toEqual(read);
  expect(places(metricsUpTo(read, [metric(0, 10), metric(1, 9), metric(2, 9), metric(2, 10)]))).toEqual(["0:10", "1:9", "2:9"]);
});

test("a checkpoint of a newer form is refused", () => {
  const newer = { ...packRun(state), state: { ...(packRun(state).state as object), form: 3 } };
  expect(() => unpackRun(newer)).toThrow(/newer version of Floe \(form 3, .* up to 2\).*another folder.*nothing was changed/);
});

test("metrics behind what each restart had reached are dropped, and those of restarts that had reached nothing", () => {
  const written = [metric(0, 10), metric(1, 10), metric(0, 15), metric(1, 20), metric(12, 5), metric(3, 5)];
  expect(places(metricsUpTo(state, written))).toEqual(["0:10", "1:10", "1:20"]);
  expect(metricsUpTo(initialRunState(), written)).toEqual([]);
});

test("what a restart wrote before it failed is kept", () => {
  expect(places(metricsUpTo({ ...initialRunState(), failed: { 2: "why" } }, [metric(2, 5), metric(3, 5)]))).toEqual(["2:5"]);
});

test("a line that the checkpoint has seen and the file has lost is an error", () => {
  expect(() => metricsUpTo(state, [metric(0, 10), metric(1, 10)])).toThrow(/lacks step 20 of restart 2.*nothing was changed/);
});

test("finished metrics are in the order of the restarts", () => {
  const written = [metric(1, 5), metric(0, 5), metric(1, 10), metric(0, 10)];
  expect(places(inOrder(written))).toEqual(["0:5", "0:10", "1:5", "1:10"]);
});
