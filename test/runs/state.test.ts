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
