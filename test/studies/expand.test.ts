/** Which cells a study has: products, zips, cases, seeds and conditions, counted by hand. */
import { expect, test } from "vitest";
import { cellsOf, planned } from "./sweeps.js";

const run = "design linear";

test("each value with each other, the first name slowest, seeds fastest", async () => {
  expect(await cellsOf({ run, vary: { estimator: ["flo", "nwj"], batch: [64, 256] }, seeds: 2 })).toEqual([
    ...["flo 64 0", "flo 64 1", "flo 256 0", "flo 256 1"],
    ...["nwj 64 0", "nwj 64 1", "nwj 256 0", "nwj 256 1"],
  ]);
});

test("without anything that varies there is one cell, as it was typed", async () => {
  const { cells, axes } = await planned({ run: 'floe design linear --designs 3 --set "noise=rate"' });
  expect(axes).toEqual([]);
  expect(cells).toMatchObject([{ command: "design", subject: "linear", options: { designs: 3, set: { noise: "rate" } } }]);
});

test("a zip goes item by item, with each of what varies; several zips with one another", async () => {
  expect(await cellsOf({ run, vary: { critic: ["joint", "gaussian"] }, zip: { designs: [1, 2], steps: [100, 200] } })).toEqual([
    ...["joint 1 100", "joint 2 200", "gaussian 1 100", "gaussian 2 200"],
  ]);
  expect(await cellsOf({ run, zip: [{ designs: [1, 2] }, { steps: [5, 6], batch: [7, 8] }] })).toEqual([
    ...["1 5 7", "1 6 8", "2 5 7", "2 6 8"],
  ]);
});

test("cases stand as they are; what one of them leaves out is the default, and so is null", async () => {
  const study = { run, cases: [{ estimator: "flo", batch: 64 }, { estimator: "pce" }], vary: { negatives: [null, 5] } };
  const { cells } = await planned(study);
  expect(cells.map(({ options }) => options)).toEqual([
    { estimator: "flo", batch: 64 },
    { estimator: "pce" },
    { negatives: 5, estimator: "flo", batch: 64 },
    { negatives: 5, estimator: "pce" },
  ]);
  expect(cells.map(({ name }) => name.replace(/-[^-]*$/, ""))).toEqual([
    ...[
      "negativesDefault-flo-batch64",
      "negativesDefault-pce-batchDefault",
      "negatives5-flo-batch64",
      "negatives5-pce-batchDefault",
    ],
  ]);
});

test("seeds are how many, a range or a list", async () => {
  for (const [seeds, wanted] of [
    [3, "0 1 2"],
    ["4..6", "4 5 6"],
    ["7-8", "7 8"],
    [[9, 2], "9 2"],
  ] as const)
    expect((await cellsOf({ run, seeds })).join(" ")).toBe(wanted);
});

test("settings vary by their own names and join those that all cells have", async () => {
  const { cells } = await planned({ run, options: { set: { priorSd: 2 } }, vary: { "set.noise": ["scale", "rate"] } });
  expect(cells.map(({ options }) => options.set)).toEqual([
    { priorSd: "2", noise: "scale" },
    { priorSd: "2", noise: "rate" },
  ]);
});

test("what a command is about varies by its name", async () => {
  const { cells } = await planned({ run: "meta train", vary: { method: ["maml", "fomaml"] }, options: { steps: 5 } });
  expect(cells.map(({ command, subject, options }) => [command, subject, options])).toEqual([
    ["meta train", "maml", { steps: 5 }],
    ["meta train", "fomaml", { steps: 5 }],
  ]);
  const data = await planned({ run: "estimate", vary: { file: ["test/cli/pairs.csv"] }, options: { given: "age", check: true } });
  expect(data.cells).toMatchObject([{ subject: "test/cli/pairs.csv", options: { given: "age", check: true } }]);
});

test.each([
  ["batch >= 64", ["flo 64", "flo 256", "nwj 64", "nwj 256"]],
  ['estimator == "flo" or batch > 100', ["flo 16", "flo 64", "flo 256", "nwj 256"]],
  ['not (estimator != "nwj") and 16 < batch < 256', ["nwj 64"]],
  ["batch == steps / 2", ["flo 64", "nwj 64"]],
  ["batch * designs <= 32", ["flo 16", "nwj 16"]],
])("the condition %s keeps %j", async (where, kept) => {
  const study = {
    run: `${run} --designs 2`,
    options: { steps: 128 },
    vary: { estimator: ["flo", "nwj"], batch: [16, 64, 256] },
    where,
  };
  expect(await cellsOf(study)).toEqual(kept);
});

test("null takes one setting back, not all of them", async () => {
  const study = { run, options: { set: { noise: "rate", sd: 2 } }, vary: { "set.noise": [null, "scale"] } };
  const { cells } = await planned(study);
  expect(cells.map(({ options }) => options)).toEqual([{ set: { sd: "2" } }, { set: { sd: "2", noise: "scale" } }]);
  const { cells: bare } = await planned({ run, vary: { "set.noise": [null, "scale"] } });
  expect(bare.map(({ options }) => options)).toEqual([{}, { set: { noise: "scale" } }]);
});

test("a condition reads settings, and null where a cell does not say the option", async () => {
  const vary = { "set.noise": ["scale", "rate"], negatives: [null, 5] };
  expect(await cellsOf({ run, vary, where: 'set.noise == "rate" and negatives == null' })).toEqual(["rate "]);
  expect(await cellsOf({ run, vary, where: "negatives != null" })).toEqual(["scale 5", "rate 5"]);
});

test("what is excepted is left out: all that one rule says, any item of its lists", async () => {
  const vary = { estimator: ["flo", "nwj", "pce"], batch: [16, 64] };
  expect(
    await cellsOf({
      run,
      vary,
      except: [
        { estimator: ["nwj", "pce"], batch: 64 },
        { estimator: "flo", batch: 16 },
      ],
    }),
  ).toEqual([...["flo 64", "nwj 16", "pce 16"]]);
  const hidden = [
    [8, 8],
    [16, 16],
  ];
  expect(await cellsOf({ run, vary: { hidden }, except: [{ hidden: [8, 8] }] })).toEqual(["16,16"]);
});
