/** The page of a calibration and its figures, of posteriors with known faults. */
import { expect, test } from "vitest";
import type { PosteriorMethod } from "../../src/contracts/posterior.js";
import { normals } from "../../src/numbers/distributions.js";
import { key, keyFor } from "../../src/numbers/keys.js";
import { normalTail } from "../../src/numbers/special.js";
import type { Replication } from "../../src/records/calibrationStore.js";
import type { Rank } from "../../src/records/types.js";
import { renderFigure } from "../../src/report/drawing/render.js";
import { calibrationFiguresOf } from "../../src/report/figures/calibration/index.js";
import { makePage } from "../../src/report/index.js";
import { calibrationBody } from "../../src/report/page/calibrationPage.js";
import type { CalibratedRun } from "../../src/report/reading/calibration.js";
import { calibratedPosterior } from "../../src/runs/calibrate/result.js";
import { calibrationSummary } from "../../src/runs/calibrate/words.js";
import { pharmacokinetic } from "./fixtures/index.js";
import { expectFigure } from "./snapshot.js";

const names = ["ka", "ke"];

/** The truth at z of a posterior that is `width` times as wide as it should be. */
function replications(posterior: string, width: number): Replication[] {
  const z = normals(keyFor(key(4), posterior), 3 * 400);
  return Array.from({ length: 400 }, (_, replication) => {
    const rank = (name: string, j: number): Rank => {
      const place = normalTail((z[3 * replication + j] as number) / (j === 0 ? width : 1));
      return {
        posterior,
        replication,
        name,
        of: j < 2 ? "parameter" : "distance",
        rank: Math.floor(place * 200),
        draws: 199,
        place,
      };
    };
    return [...names, "all"].map(rank);
  });
}

const posterior = (name: string, width: number) => {
  const method: PosteriorMethod = {
    name,
    summary: `the ${name} one`,
    use: "in tests",
    reference: "none",
    from: "density",
    needsPriorDensity: false,
    draw: undefined as never,
  };
  const seconds = [12, 0.02] as const;
  return calibratedPosterior(
    method,
    { names, units: ["1/h", "1/h"], sample: undefined as never },
    replications(name, width),
    seconds,
  ) as NonNullable<ReturnType<typeof calibratedPosterior>>;
};

const run: CalibratedRun = {
  name: "calibrated",
  config: {
    kind: "calibrate",
    simulator: "pharmacokinetic",
    settings: { dose: 400 },
    designs: 2,
    design: [1, 8],
    posteriors: [],
    asked: {},
    draws: 199,
    training: { steps: 10, batch: 20, density: "flow", critic: "gaussian" },
    seed: 0,
    backend: "wasm",
    about: {
      summary: "a drug in the blood",
      parameters: { names, units: ["1/h", "1/h"] },
      design: { names: ["t1", "t2"], unit: "h" },
      methods: [{ name: "pharmacokinetic", summary: "a drug in the blood" }],
    },
    versions: { floe: "1", node: "2", tfjs: "3" },
  },
  result: {
    kind: "calibrate",
    simulator: "pharmacokinetic",
    settings: { dose: 400 },
    design: [1, 8],
    posteriors: [posterior("right", 1), posterior("narrow", 0.75)],
    refused: { grid: "it needs a likelihood, and the simulator has none" },
    ranksFile: "ranks.jsonl",
    seconds: 3,
    seed: 0,
    backend: "wasm",
    version: "1",
    warnings: [],
  },
};

test("the figures: what is right lies in the band, what is too narrow beyond it", async () => {
  const figures = calibrationFiguresOf(run);
  expect(figures.map(({ name }) => name)).toEqual(["coverage", "ranks"]);
  for (const figure of figures)
    for (const width of [720, 350]) expectFigure(`calibration-${figure.name}-${width}`, await renderFigure(figure, width));
});

test("page and terminal say which posterior is at fault for which parameter, and what to do", async () => {
  const files: Record<string, string> = {};
  const page = String(await calibrationBody(run, calibrationFiguresOf(run), files));
  const words = calibrationSummary(run.result);
  for (const text of [page, words]) {
    expect(text).toMatch(/too narrow: it should be 1\.3\d times as wide/);
    expect(text).toContain("no fault found");
    expect(text.toLowerCase()).toContain("recalibrated");
  }
  expect(words).toContain("grid was left out: it needs a likelihood");
  expect(Object.keys(files).length).toBeGreaterThan(0);
});

test("the page of the run that was calibrated shows it, with what to read where it failed, and where the rest is", async () => {
  const { html, figures } = await makePage([{ ...pharmacokinetic, calibration: { ...run, folder: "../calibrated" } }]);
  for (const words of [
    "Do posteriors hold what they say here?",
    "too narrow: it should be 1.3",
    "Recalibrated, where calibration failed.",
    '<a href="../calibrated/report.html">',
    "calibration.json",
  ])
    expect(html).toContain(words);
  expect(Object.keys(figures)).toContain("calibration-ranks");
  const right = { ...run.result, posteriors: run.result.posteriors.slice(0, 1) };
  const fine = await makePage([{ ...pharmacokinetic, calibration: { ...run, result: right, folder: "../calibrated" } }]);
  expect(fine.html).not.toContain("Recalibrated");
  expect((await makePage([pharmacokinetic])).html).not.toContain("Do posteriors hold");
});
