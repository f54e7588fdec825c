/** Runs of `floe next` to their end: where the design goes, and going on. */
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { InterruptedError } from "../../src/basics/errors.js";
import { drained } from "../../src/basics/steps.js";
import { readConfig, readResult } from "../../src/records/store.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { givenData } from "../../src/runs/given.js";
import { type InferInput, infer } from "../../src/runs/infer/index.js";
import { design } from "../../src/runs/kinds/design.js";
import { prepareNext } from "../../src/runs/next.js";
import { normalLine } from "../information/normalLine.js";

const inferred = async (input: InferInput) => (await drained(infer(input))).theta;

test("the best place moves where the data leave most unknown: to the other end", async () => {
  for (const [at, best] of [
    [10, -10],
    [-10, 10],
  ] as const) {
    const theta = await inferred({
      simulator: normalLine,
      data: { observations: [{ design: [at], outcome: [3] }] },
      designs: 1,
      draws: 5000,
    });
    const training = { steps: 150, batch: 64, restarts: 1, designRate: 0.2 };
    const evaluation = { samples: 200, contrasts: 200 };
    const simulator = givenData(normalLine, theta);
    const { design } = await drained(
      designExperiment({ simulator, designs: 1, estimator: "pce", training, evaluation, seed: 2 }),
    );
    expect(Math.abs((design[0] as number) - best)).toBeLessThan(1);
  }
});

test("a run goes on where it was stopped with the draws of its folder, and with no others", async () => {
  const place = mkdtempSync(join(tmpdir(), "floe-test-"));
  const at = (...names: string[]) => join(place, ...names);
  try {
    writeFileSync(at("data.csv"), "d1,y1\n10,31\n");
    const training = { steps: 60, restarts: 1, batch: 32, samples: 100, contrasts: 100 };
    const next = await prepareNext("linear", { data: at("data.csv"), draws: 2000, seed: 3, backend: "wasm", ...training });
    const inference = await drained(next.infer());
    const begun = async (folder: string, signal?: AbortSignal) => {
      const { create, carryOut } = await next.prepare(inference, place);
      create(folder, false);
      await next.keep(folder, inference);
      return carryOut(folder, signal);
    };
    const bare = (result: object) => JSON.stringify(result).replaceAll(/"seconds":[\d.e+-]+/g, "");
    const whole = bare(await drained(await begun(at("whole"))));
    const stop = new AbortController();
    const stopped = await begun(at("stopped"), stop.signal);
    await expect(async () => {
      for (let step = await stopped.next(); !step.done; step = await stopped.next()) if (step.value.fraction > 0.1) stop.abort();
    }).rejects.toThrow(InterruptedError);
    renameSync(at("stopped"), at("moved")); // its draws go with it
    const asked = design.asked(readConfig(at("moved")), at("moved"));
    expect(bare(await drained((await design.prepare(asked)).carryOut(at("moved"))))).toBe(whole);
    expect(bare(readResult(at("moved")) as object)).toBe(whole);
    appendFileSync(at("moved", "given.csv"), "1,1\n");
    const { carryOut } = await design.prepare(asked);
    expect(() => carryOut(at("moved"))).toThrow("given.csv has changed since the run began");
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
