/** The benchmark forgets no simulator, and shows what it could not measure. */
import { expect, test } from "vitest";
import { hasTwin } from "../../bench/python.js";
import type { Measured } from "../../bench/rounds.js";
import { everyTable } from "../../bench/steps.js";
import { floe, reference, variantsOf } from "../../bench/variants.js";
import { type Default, defaults, targets, workloads } from "../../bench/workloads.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";

const python = { path: "python", torchsde: false };
const namesOf = (workload: Default) => variantsOf(workload, python, undefined).map(({ name }) => name);
const untwinned: Default = { ...(defaults[0] as Default), name: "future --designs 1 --estimator flo", simulator: "future" };

test("every simulator's step is measured, by a trained critic and by the likelihood where there is one", () => {
  const estimatorsOf = (name: string) =>
    new Set(defaults.filter(({ simulator }) => simulator === name).map(({ estimator }) => estimator));
  for (const [name, family] of Object.entries(simulators)) {
    const known = createSimulator(family).logLikelihood !== undefined;
    expect([name, estimatorsOf(name)]).toEqual([name, new Set(known ? ["flo", "pce"] : ["flo"])]);
  }
});

test("names are used once, and every target has its workload", () => {
  const names = workloads.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(Object.keys(targets)));
});

test("a step is taken by PyTorch when it is written there, and by Floe in any case", () => {
  const written = defaults.filter(hasTwin);
  expect(written.length).toBeGreaterThan(0);
  for (const workload of written) expect(namesOf(workload)).toContain(reference);
  expect(namesOf(untwinned)).toEqual([floe.native, floe.wasm, "Floe, native, any core"]);
});

test("without PyTorch a step has its row all the same, with empty cells", () => {
  const measured = (name: string, ms: number[]): Measured => ({
    name,
    ms,
    cpu: ms.map((x) => 2 * x),
    megabytes: 100,
    ready: { versions: {} },
  });
  const ours = measured(floe.wasm, [1, 2, 4]);
  const table = everyTable(
    [
      { workload: untwinned, measured: [ours] },
      { workload: defaults[1] as Default, measured: [measured(reference, [2, 2, 2]), ours] },
    ],
    "",
  );
  expect(table.rows).toEqual([
    [untwinned.name, reference],
    ["", floe.wasm, "2.00", "1.00 to 4.00", "", "4.00", "100"],
    [defaults[1]?.name, reference, "2.00", "2.00 to 2.00", "1.00", "4.00 (1.00)", "100"],
    ["", floe.wasm, "2.00", "1.00 to 4.00", "1.00", "4.00 (1.00)", "100"],
  ]);
});
