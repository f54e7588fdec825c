/** The smallest run of every kind, with options that are none of the defaults. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { drained } from "../../src/basics/steps.js";
import type { kinds } from "../../src/cli/kinds.js";
import type { AnyConfig, Asked, RunKind } from "../../src/contracts/runKind.js";
import { readJson } from "../../src/records/json.js";
import { root } from "../support/sourceFiles.js";
import { contentOf, temporaryFolder } from "./support.js";

export type KindName = keyof typeof kinds;

const training = { steps: 6, batch: 32, negatives: 5, restarts: 1, hidden: [6], criticRate: 0.004, backend: "wasm" };
const { negatives: _fewer, ...others } = training;
const contrasted = { ...others, trainingContrasts: 50 };
const near = { ...others, nearContrasts: 50, curriculum: 2 };
const evaluation = { samples: 60, contrasts: 70, evaluationSteps: 5, evaluationBatch: 40 };

export const smallest: Readonly<Record<KindName, Asked>> = {
  design: {
    subject: "linear",
    options: {
      ...{
        designs: 3,
        groups: 2,
        subjects: 2,
        set: { noise: "rate", priorSd: 2.5 },
        estimator: "alphaInfoNce",
        estimatorSetting: { alpha: 0.2 },
        seed: 9,
      },
      ...{ preset: "paper", bracket: "gaussian", goal: "slope", nuisance: "known", cost: "1 + sum(abs(design))", costUnit: "h" },
      versus: { mine: [-3, 0.5, 7, -2, 0.5, 8] },
      ...{ windows: "-10:-4,3:10", spacing: "0.5", grid: "0.25", candidates: "-9,-6.5,-4,3.5,6,9", once: true },
      ...training,
      ...evaluation,
    },
  },
  curve: {
    subject: "linear",
    options: {
      ...{ counts: "1,2", set: { noise: "scale" }, estimator: "pce", seed: 3 },
      ...near,
      ...evaluation,
    },
  },
  policy: {
    subject: "pharmacokinetic",
    options: {
      ...{
        horizon: 2,
        policy: "deepSets",
        policyHidden: [5],
        policyStart: "static",
        horizons: "1,2",
        greedy: "no",
        staticSteps: 7,
        gainAfter: "last",
        preset: "paper",
        estimator: "pce",
        seed: 4,
      },
      versus: { mine: [1, 12] },
      ...{ windows: "0:4,8:24", spacing: "15min", grid: "5min", candidates: "0.5,1,2,4,6,12,20", once: true },
      ...contrasted,
      ...evaluation,
    },
  },
  infer: {
    subject: "pharmacokinetic",
    options: {
      ...{
        data: join(root, "test", "cli", "measured.csv"),
        designs: 3,
        set: { dose: 410 },
        posterior: "grid",
        draws: 300,
        seed: 6,
      },
      ...{ backend: "wasm", steps: 5, batch: 20, density: "gaussian", critic: "bilinear" },
    },
  },
  calibrate: {
    subject: "linear",
    options: {
      ...{ design: [-1, 0.4, 0.9], set: { noise: "scale" }, posterior: "grid", replications: 20, draws: 120, seed: 8 },
      ...{ backend: "wasm", steps: 5, batch: 20, density: "gaussian", critic: "bilinear" },
    },
  },
  estimate: {
    subject: join(root, "test", "cli", "pairs.csv"),
    options: {
      ...{
        x: "dose",
        y: "answer,4",
        given: "age",
        estimator: "ksg",
        estimatorSetting: { k: 4, method: "ksg2" },
        scale: "standard",
      },
      ...{ shuffles: 50, rows: 90, check: true, decimalComma: true, separator: ";", critic: "bilinear", hidden: [6], steps: 5 },
      ...{ batch: 30, seed: 4, backend: "wasm" },
    },
  },
  benchmark: {
    subject: "cubic",
    options: {
      ...{
        set: { dimensions: 3, mixed: false },
        levels: [0.5, 1.5],
        estimator: "alphaInfoNce",
        estimatorSetting: { alpha: 0.2 },
      },
      ...{
        critic: "bilinear",
        hidden: [6],
        features: 4,
        auxiliary: "separate",
        steps: 12,
        batch: 9,
        negatives: 7,
        rows: 40,
        window: 4,
      },
      ...{ criticRate: 0.002, clipNorm: 3, seed: 5, backend: "wasm" },
    },
  },
  evaluate: {
    subject: join(root, "test", "cli", "evaluated"),
    options: { ...evaluation, versus: { mine: [-3, 0.5] }, goal: "slope", nuisance: "known", seed: 9, backend: "wasm" },
  },
  meta: {
    subject: "fomaml",
    options: {
      ...{ family: "harmonics", shots: 4, queries: 5, tasks: 3, steps: 6, hidden: [7], rate: 0.02, criticRate: 0.003, seed: 3 },
      ...{ set: { innerSteps: 2 }, backend: "wasm" },
    },
  },
  metaCompare: {
    subject: "",
    options: {
      ...{ family: "sine", shots: 4, queries: 5, tasks: 3, steps: 4, hidden: [7], criticRate: 0.003 },
      ...{ seeds: 1, searchSteps: 2, seed: 5, backend: "wasm" },
    },
  },
};

/** As a command does it, in a folder of its own. @returns what is left of it, times aside */
export async function carriedOut(kind: RunKind, asked: Asked): Promise<{ config: AnyConfig; result: string; files: string[] }> {
  const place = temporaryFolder();
  const folder = join(place, "run");
  try {
    const prepared = await kind.prepare(asked);
    prepared.create(folder, false);
    await drained(prepared.carryOut(folder));
    const result = JSON.stringify(kind.readResult(folder)).replaceAll(/"seconds":(\[[^\]]*\]|[\d.e+-]+)/g, '"seconds":0');
    return { config: readJson(folder, "config.json") as unknown as AnyConfig, result, files: Object.keys(contentOf(folder)) };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
