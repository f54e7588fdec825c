/** Critics are kept as densities are (inferKept.test.ts). */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import { design } from "../../src/runs/kinds/design.js";
import { infer as kind } from "../../src/runs/kinds/infer.js";
import { finished, simulator, small, timeless, trains } from "./keptRuns.js";

const place = mkdtempSync(join(tmpdir(), "floe-kept-"));
afterAll(() => rmSync(place, { recursive: true }));

test("critics of several experiments are kept too", async () => {
  const data = {
    observations: [
      [0, 1],
      [2, 3],
    ].flatMap((own, s) => own.map((y, i) => ({ design: [i / 10 + s / 2], outcome: [y], subject: s }))),
  };
  const folder = join(place, "several");
  const file = join(place, "several.json");
  writeFileSync(file, JSON.stringify(data));
  const prepared = await kind.prepare({ subject: simulator, options: { ...small, posterior: "critic", data: file } });
  prepared.create(folder, false);
  const one = await finished(prepared.carryOut(folder));
  rmSync(join(folder, "result.json"));
  const again = await finished((await kind.prepare(kind.asked(prepared.config))).carryOut(folder));
  expect([trains(one), trains(again)]).toEqual([true, false]);
  expect(timeless(again.result)).toEqual(timeless(one.result));
});

test("a run of floe design keeps the critic of its evaluation: at its design nothing is trained", async () => {
  const folder = join(place, "design");
  const small = { designs: 1, steps: 5, restarts: 1, samples: 64, contrasts: 256, evaluationSteps: 30, processes: 1 };
  const prepared = await design.prepare({ subject: "sir", options: small });
  prepared.create(folder, false);
  const { design: found } = await drained(prepared.carryOut(folder));
  const phasesAt = async (at: number, name: string) => {
    const data = join(place, `${name}.json`);
    writeFileSync(data, JSON.stringify({ observations: [{ design: [at], outcome: [60] }] }));
    const options = { data, draws: 200 };
    const { create, carryOut } = await kind.prepare({ subject: folder, options });
    create(join(place, name), false);
    return finished(carryOut(join(place, name)));
  };
  const there = await phasesAt(found[0] as number, "there");
  expect([trains(there), there.result.posterior]).toEqual([false, "critic"]);
  expect(there.result.why).toContain(`before: ${folder}`);
});
