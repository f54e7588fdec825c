/** Critics are kept as densities are (inferKept.test.ts). */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
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
