/** `floe benchmark` and `floe reproduce` as they are typed, without anything being run. */
import { expect, test } from "vitest";
import { paperTables } from "../../src/studies/reproduce/tables/index.js";
import { inProcess } from "./support.js";

test.each([
  ["benchmark", "missing required argument 'task'"],
  ["benchmark gausian", 'unknown task "gausian"; did you mean "gaussian"?'],
  ["benchmark oneHot --levels 2", "oneHot has one level"],
  ["benchmark gaussian --levels 2,0", "--levels must be numbers above 0, nats, got 0"],
  ["benchmark gaussian --set dimension=3", 'did you mean "dimensions"?'],
  ["benchmark gaussian --estimator ba", "ba reads densities"],
  ["benchmark gaussian --estimator ksg --critic joint", "ksg reads rows, and no critic scores them"],
  ["benchmark gaussian --estimator ksg --negatives 3", "ksg reads rows, and contrasts no pairs"],
  ["benchmark encoder --estimator flo", "take --critic best"],
  ["benchmark encoder --estimator mine --critic best", "an estimator of scores without memory"],
  ["reproduce --quick --only seed=0", "--only and --dry-run are about the cells of one table"],
  ["benchmark gaussian --estimator nwjLikelihood", "take --critic best"],
  ["benchmark gaussian --critic besst", 'unknown critic "besst"'],
  ["benchmark gaussian --steps 9", "--steps 9 are too few for 5 levels"],
  ["benchmark gaussian --steps 100 --window 21", "--window 21 is more than the 20 steps of a level"],
  ["benchmark gaussian --batch 8 --negatives 8", "--negatives must be below the batch"],
  ["benchmark gaussian --rows 50", "--rows must be at least the batch, 64 pairs of which each step takes, got 50"],
  ["benchmark gaussian --rows 500 --critic best", "--rows 500 are what a critic learns from, and here none is trained"],
  ["benchmark gaussian --rows 500 --estimator ksg", "--rows 500 are what a critic learns from, and here none is trained"],
  ["reproduce stairs", 'unknown table "stairs"'],
  ["reproduce staircase --only critic=jont", 'did you mean "joint"?'],
])("floe %s is refused in one message", async (line, said) => {
  const { code, stdout, stderr } = await inProcess(line.split(" "));
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^floe: [^\n]+\n$/);
  expect(stderr).toContain(said);
});

test("`floe reproduce` lists the tables, and --dry-run what each would run", async () => {
  const { code, stdout } = await inProcess(["reproduce"]);
  expect(code).toBe(0);
  for (const { name, reference } of Object.values(paperTables)) {
    expect(stdout).toContain(name);
    expect(stdout).toContain(reference);
  }
  const dry = await inProcess(["reproduce", "optimal", "--quick", "--dry-run", "--only", "batch=16", "--only", "estimator=flo"]);
  expect(dry.stdout).toContain(
    "floe benchmark gaussian --critic best --steps 200 --window 40 --batch 16 --estimator flo --seed 0",
  );
  expect(dry.stdout).toContain("1 cell of 21 (1 waiting), in runs/reproduce-optimal-quick; nothing was run");
});
