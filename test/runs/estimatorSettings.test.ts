/** An estimator's settings, from what the user types to what is trained and kept. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { linear } from "../../simulators/linear.js";
import { commands } from "../../src/cli/commands.js";
import { readOptions } from "../../src/cli/readOptions.js";
import type { Estimator, FromScores } from "../../src/contracts/bounds.js";
import { estimators } from "../../src/estimators/index.js";
import { checkDesignOptions, type DesignOptions } from "../../src/options/check.js";
import { designInput } from "../../src/options/input.js";
import { withSettings } from "../../src/runs/chooseEstimator.js";
import { resolveDesign } from "../../src/runs/job.js";

const place = mkdtempSync(join(tmpdir(), "floe-settings-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** What `floe design linear` takes from the line, and from a file. */
async function taken(typed: Record<string, unknown>, file?: object): Promise<Record<string, unknown>> {
  const config = join(place, "options.json");
  if (file) writeFileSync(config, JSON.stringify(file));
  const command = commands.find(({ name }) => name === "design") as (typeof commands)[number];
  const io = { stdout: process.stdout, stderr: process.stderr };
  return (await readOptions({ command, args: ["linear"], typed: { ...typed, ...(file ? { config } : {}) }, io })).options;
}

describe("on the command line", () => {
  test("several stand in one text, or in several", async () => {
    const wanted = { estimatorSetting: { lambda: "1", tau: "5", clip: "3" } };
    expect(await taken({ estimatorSetting: ["lambda=1,tau=5", "clip=3"] })).toEqual(wanted);
    await expect(taken({ estimatorSetting: ["lambda"] })).rejects.toThrow("--estimator-setting must be name=value");
  });

  test("win over a file's, which do not outlive its estimator", async () => {
    const file = { estimator: "reSmile", estimatorSetting: { lambda: 2, tau: 4 } };
    expect(await taken({ estimatorSetting: ["tau=1"] }, file)).toMatchObject({ estimatorSetting: { lambda: 2, tau: "1" } });
    expect(await taken({ estimator: "reSmile" }, file)).toMatchObject({ estimatorSetting: file.estimatorSetting });
    expect(await taken({ estimator: "flo" }, file)).toEqual({ estimator: "flo" });
  });
});

describe("what is made of them", () => {
  test("is a member that has them, and all that it has now", () => {
    const { estimator, estimatorSettings } = withSettings(estimators.etaMine, { rate: "30" });
    expect(estimatorSettings).toEqual({ rate: 30 });
    expect((estimator as FromScores).auxiliaryRate).toBe(30);
    expect(withSettings(estimators.flo)).toEqual({ estimator: estimators.flo });
    expect(withSettings(estimators.reSmile, { tau: 2 }).estimatorSettings).toEqual({ tau: 2, lambda: 1, clip: 0 });
  });

  test.each([
    ["reSmile", { tua: 2 }, /unknown setting of estimator "reSmile" "tua"; did you mean "tau"\? Known: tau, lambda, clip/],
    ["reSmile", { tau: -1 }, /setting "tau" of estimator "reSmile" must be at least 0 nats, got -1/],
    ["alphaInfoNce", { alpha: "half" }, /must be a number, got "half"/],
    ["flo", { tau: 1 }, /estimator "flo" has no settings, so "tau" cannot be set/],
    ["cca", { k: 5 }, /estimator "cca" has no settings/],
  ] as const)("%s %j is refused in words", (name, given, message) => {
    expect(() => withSettings(estimators[name], given)).toThrow(message);
  });

  test("fewer negatives reach a run, and are refused where there are none to be fewer", async () => {
    const made = (estimator: string, negatives: number, simulator: DesignOptions["simulator"] = "linear") =>
      resolveDesign(checkDesignOptions({ simulator, estimator, training: { negatives, batch: 16 } }));
    const { estimator, training } = await made("infoNce", 3);
    expect([estimator.cap(16), training.negatives]).toEqual([Math.log(4), 3]);
    expect((await made("infoNce", 15)).estimator.cap(16)).toBe(Math.log(16));
    await expect(made("infoNce", 16)).rejects.toThrow("of 16 experiments each has 15 others, got 16");
    await expect(made("ba", 3)).rejects.toThrow("ba contrasts no pairs");
    const byScore: DesignOptions["simulator"] = {
      ...linear,
      create: (designs, settings) => ({
        ...linear.create(designs, settings as Parameters<typeof linear.create>[1]),
        gradient: "score",
      }),
    };
    await expect(made("infoNce", 3, byScore)).rejects.toThrow("linear has no path from design to outcome");
  });

  test("more contrasts reach a run, and are refused where they cannot be had", async () => {
    const made = (
      estimator: string,
      trainingContrasts: number,
      more: object = {},
      simulator: DesignOptions["simulator"] = "linear",
    ) => resolveDesign(checkDesignOptions({ simulator, estimator, training: { trainingContrasts, batch: 16, ...more } }));
    const { estimator, training } = await made("pce", 500);
    expect([estimator.cap(16), training.trainingContrasts]).toEqual([Math.log(500), 500]);
    await expect(made("flo", 500)).rejects.toThrow("flo cannot take more contrasts than its batch has");
    await expect(made("pce", 16)).rejects.toThrow("must be above the batch of 16");
    await expect(made("pce", 500, { negatives: 3 })).rejects.toThrow("leave out one of them");
  });

  test("a policy that chooses from a list takes more contrasts where every candidate is counted out", async () => {
    const list = "-2,-1,0,1,2";
    const asked = { policy: "deepSets", designs: 3, trainingContrasts: 500, batch: 16 };
    const made = (simulator: string, more: object = {}) =>
      resolveDesign(checkDesignOptions(designInput(simulator, { ...asked, candidates: list, ...more })));
    expect((await made("psychometric")).estimator.cap(16)).toBe(Math.log(500));
    await expect(made("prey", { candidates: "1,5,20" })).rejects.toThrow("has to try choices out");
  });

  test("contrasts near an outcome's own parameters reach a run, and are refused where they cannot be had", async () => {
    const made = (estimator: string, more: object = {}, simulator: DesignOptions["simulator"] = "linear") =>
      resolveDesign(checkDesignOptions({ simulator, estimator, training: { nearContrasts: 70, batch: 16, ...more } }));
    const { estimator, training } = await made("pce");
    expect([estimator.cap(16), training.nearContrasts]).toEqual([Number.POSITIVE_INFINITY, 70]);
    await expect(made("flo")).rejects.toThrow("flo cannot take contrasts near an outcome's own parameters");
    expect((await made("pce", { trainingContrasts: 10_000_000 })).estimator.cap(16)).toBe(Math.log(10_000_000));
    await expect(made("pce", { trainingContrasts: 50 })).rejects.toThrow("stands for the bound of --training-contrasts 50");
    await expect(made("pce", { negatives: 3 })).rejects.toThrow("takes the place of --negatives 3");
    await expect(made("pce", {}, "death")).rejects.toThrow("death has no path from design to outcome");
  });

  test("a curriculum reaches design and policy, and is refused where there is nothing to double, or too little", async () => {
    const made = (more: object, estimator = "pce", simulator = "linear", also: object = {}) =>
      resolveDesign(checkDesignOptions(designInput(simulator, { estimator, batch: 16, curriculum: 3, ...more, ...also })));
    const { training, adaptive } = await made({ trainingContrasts: 500 }, "pce", "linear", { policy: "deepSets" });
    expect([training.curriculum, adaptive?.training.curriculum]).toEqual([3, 3]);
    // Of counts of trials the policy alone has near contrasts, asked for or not.
    const trials = await made({}, "pce", "prey", { policy: "deepSets", batch: 8 });
    expect([trials.training.curriculum, trials.adaptive?.training.curriculum]).toEqual([undefined, 3]);
    await expect(made({})).rejects.toThrow("there are only the batch's: add --training-contrasts or --near-contrasts");
    await expect(made({}, "flo")).rejects.toThrow("--curriculum 3 doubles contrasts");
    await expect(made({ trainingContrasts: 50 })).rejects.toThrow(
      "would begin with 13 of 50 contrasts, fewer than the least, 17 (the batch has the others anyhow): at most --curriculum 2,",
    );
    await expect(made({ nearContrasts: 20 })).rejects.toThrow(
      "would begin with 5 of 20 contrasts, fewer than the least, 14: leave it out",
    );
    expect((await made({ nearContrasts: 56 })).training.curriculum).toBe(3);
    // 65 contrasts begin with 17, the least, in three parts, and with 9 in four.
    expect((await made({ trainingContrasts: 65 })).training.curriculum).toBe(3);
    await expect(made({ trainingContrasts: 65, curriculum: 4 })).rejects.toThrow(
      "begin with 9 of 65 contrasts, fewer than the least, 17 (the batch has the others anyhow): at most --curriculum 3",
    );
  });

  test("reaches a run of the library", async () => {
    const job = await resolveDesign({
      simulator: linear,
      designs: 2,
      estimator: "mine",
      estimatorSettings: { average: 0.5 },
      seed: 0,
      backend: "auto",
      training: {},
      evaluation: {},
    });
    expect(job.estimatorSettings).toEqual({ average: 0.5 });
  });
});

test("every estimator with settings makes itself again from its defaults, and from none that it does not declare", () => {
  for (const estimator of Object.values<Estimator>(estimators)) {
    if (!estimator.settings) continue;
    const { name, settings, side, truth } = withSettings(estimator).estimator;
    expect({ name, settings, side, truth }).toEqual({
      name: estimator.name,
      settings: estimator.settings,
      side: estimator.side,
      truth: estimator.truth,
    });
  }
});
