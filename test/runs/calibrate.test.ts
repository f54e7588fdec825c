/** Whether calibration finds what is wrong, and nothing where all is right: posteriors whose faults are known. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { InterruptedError } from "../../src/basics/errors.js";
import { drained } from "../../src/basics/steps.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key, split } from "../../src/numbers/keys.js";
import { logGamma } from "../../src/numbers/special.js";
import { openReplications, type Replication, readReplications } from "../../src/records/calibrationStore.js";
import type { CalibrationResult, Rank } from "../../src/records/types.js";
import { countsBetween } from "../../src/report/figures/calibration/band.js";
import { carryOutCalibration } from "../../src/runs/calibrate/calibrate.js";
import { type CalibrateInput, calibrate } from "../../src/runs/calibrate/index.js";
import { prepareCalibration } from "../../src/runs/calibrate/prepare.js";
import { independentRows, rankedAmong, rankedDistance } from "../../src/runs/calibrate/ranked.js";
import { calibratedPosterior } from "../../src/runs/calibrate/result.js";
import { central, recalibrated, spreadOf, uniformityOf, verdictOf } from "../../src/runs/calibrate/told.js";
import { weighing } from "../support/weighing.js";

const place = mkdtempSync(join(tmpdir(), "floe-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Places of the truth, a standard normal seen with noise of its own size, in its posterior with its width times `width`, moved by `shift` sd. */
function places(n: number, seed: number, { width = 1, shift = 0, draws = 199 } = {}): number[] {
  return Array.from({ length: n }, (_, i) => {
    const k = split(fold(key(seed), i), "truth", "noise", "draws", "lot");
    const [truth, noise] = [normals(k.truth, 1)[0] as number, normals(k.noise, 1)[0] as number];
    const [mean, sd] = [(truth + noise) / 2, Math.SQRT1_2];
    const sample = Array.from(normals(k.draws, draws), (z) => mean + sd * (shift + width * z));
    return rankedAmong(sample, truth, k.lot).place;
  });
}

test("an exact posterior passes; one that is a fifth too narrow, too wide or moved fails, and the words say which", () => {
  const told = (of: Parameters<typeof places>[2]) => {
    const all = places(1000, 3, of);
    const { sbcP, coverage } = uniformityOf(all, central);
    return { sbcP, coverage, verdict: verdictOf(sbcP, spreadOf(all)) };
  };
  const exact = told({});
  expect(exact.sbcP).toBeGreaterThan(0.01);
  expect(exact.verdict).toBe("no fault found");
  expect(Math.abs(exact.coverage["0.95"] - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 1000));
  const narrow = told({ width: 0.8 });
  expect(narrow.sbcP).toBeLessThan(1e-4);
  expect(narrow.verdict).toMatch(/^too narrow: it should be 1\.2\d times as wide$/);
  // A 95 % interval of 0.8 times the width holds P(|z| < 0.8 · 1.96) = 0.883.
  expect(Math.abs(narrow.coverage["0.95"] - 0.883)).toBeLessThan(4 * Math.sqrt((0.883 * 0.117) / 1000));
  expect(told({ width: 1.25 }).verdict).toMatch(/^too wide: it should be 0\.[78]\d times as wide$/);
  expect(told({ shift: 0.2 }).verdict).toMatch(/^too high: by 0\.(1[5-9]|2[0-5]) of its standard deviations/);
});

test("p-values of an exact posterior are uniform, whatever the number of its draws, also where it differs between replications", () => {
  const ps = Array.from({ length: 300 }, (_, i) => {
    const mixed = [5, 20, 99].flatMap((draws, d) => places(20, 1000 * d + i, { draws }));
    return uniformityOf(mixed, central).sbcP;
  });
  for (const share of [0.05, 0.2, 0.5, 0.8]) {
    const error = ps.filter((p) => p < share).length / ps.length - share;
    expect(Math.abs(error)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / ps.length));
  }
});

test("a recalibration learned on one half holds on the other, and says where the interval's ends are", () => {
  const again = recalibrated(places(2000, 5, { width: 0.7, shift: 0.3 }));
  expect([again.learnedOn, again.testedOn]).toEqual([1000, 1000]);
  expect(again.sbcP).toBeGreaterThan(0.001);
  expect(Math.abs(again.coverage["0.95"] - 0.95)).toBeLessThan(0.035);
  // Moved by 0.3 up and 0.7 times as wide: the truth is at (z - 0.3) / 0.7 in the posterior's own units.
  const [low, high] = again.ends;
  expect(low).toBeLessThan(0.004);
  expect(high).toBeGreaterThan(0.985);
});

test("ranks: draws below the truth, equal ones by lot; draws that hang together are thinned to what they are worth", () => {
  expect(rankedAmong([1, 2, 3, 4], 2.5, key(1))).toMatchObject({ rank: 2, draws: 4 });
  const lots = Array.from({ length: 400 }, (_, i) => rankedAmong([1, 1, 1], 1, key(i)).rank);
  for (const rank of [0, 1, 2, 3])
    expect(Math.abs(lots.filter((one) => one === rank).length - 100)).toBeLessThan(4 * Math.sqrt(75));
  expect(independentRows({ theta: new Float32Array(20), ess: [4.7, 8], warnings: [] }, 2)).toEqual([0, 2, 5, 7]);
  expect(
    rankedDistance(
      [
        [3, 0],
        [0, 10],
        [9, 0],
      ],
      [0, 30],
      [0, 0],
      [1, 10],
      key(2),
    ),
  ).toMatchObject({ rank: 1, draws: 3 });
});

test("the band of a histogram is of the binomial's own quantiles", () => {
  const [n, p, of] = [1000, 1 / 20, 20];
  const upTo = (count: number): number =>
    Array.from({ length: count + 1 }, (_, k) =>
      Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log(1 - p)),
    ).reduce((sum, x) => sum + x, 0);
  const [low, high] = countsBetween(n, p, of);
  const tail = 0.025 / of;
  expect([upTo(low - 1) <= tail, upTo(low) > tail]).toEqual([true, true]);
  expect([upTo(high - 1) < 1 - tail, upTo(high) >= 1 - tail]).toEqual([true, true]);
});

const simulator = weighing();

const timeless = (result: CalibrationResult) =>
  JSON.stringify(result).replaceAll(/"seconds":(\[[^\]]*\]|[\d.e+-]+)/g, '"seconds":0');

test("broken off in the middle of a line, and gone on with: the same as in one go", async () => {
  const small = { steps: 3, batch: 16, density: "gaussian" };
  const input: CalibrateInput = {
    simulator,
    design: [0, 0.5],
    posterior: "amortised",
    replications: 60,
    seed: 2,
    ...small,
  };
  const whole = await drained(calibrate(input));
  expect(whole.posteriors[0]).toMatchObject({ name: "amortised", replications: 60, failed: 0, draws: [199, 199] });

  const { job } = await prepareCalibration(input);
  const kept = openReplications(place, 2);
  const stop = new AbortController();
  const breaking = carryOutCalibration(job, kept, stop.signal);
  while (readReplications(place, 2).length < 15) await breaking.next();
  setImmediate(() => stop.abort());
  await expect(drained(breaking)).rejects.toThrow(InterruptedError);
  const file = join(place, "ranks.jsonl");
  // Killed within a replication, and within a line.
  const lines = readFileSync(file, "utf8");
  writeFileSync(file, `${lines.split("\n").slice(0, -2).join("\n")}\n{"posterior":"gr`);
  const left = readReplications(place, 2).length;
  expect(left).toBeGreaterThan(13);
  expect(left).toBeLessThan(30);
  const again = openReplications(place, 2);
  const result = await drained(carryOutCalibration(job, again));
  expect(timeless(result)).toBe(timeless(whole));
  expect(readReplications(place, 2)).toHaveLength(60);
});

test("what has no posterior is left out and counted; where hardly anything has one, nothing is told", () => {
  const { prior } = simulator.create(2, {});
  const method = {
    name: "some",
    summary: "",
    use: "",
    reference: "",
    from: "density",
    needsPriorDensity: false,
    draw: undefined as never,
  } as const;
  const all = places(40, 6).map((at, replication): Replication => {
    const rank = (of: Rank["of"]): Rank => ({
      posterior: "some",
      replication,
      name: of === "parameter" ? "weight" : "all",
      of,
      rank: 1,
      draws: 9,
      place: at,
    });
    return replication < 5
      ? [{ posterior: "some", replication, of: "nothing", why: "none" }]
      : [rank("parameter"), rank("distance")];
  });
  expect(calibratedPosterior(method, prior, all, [0, 0])).toMatchObject({ replications: 35, failed: 5 });
  expect(calibratedPosterior(method, prior, all.slice(0, 20), [0, 0])).toBeUndefined();
});

test("wrong options are refused before anything is computed", async () => {
  const given = { simulator, design: [0, 0.5] };
  await expect(drained(calibrate({ ...given, posterior: "gird" }))).rejects.toThrow('did you mean "grid"?');
  await expect(drained(calibrate({ simulator }))).rejects.toThrow("say which, --design 1,2,3");
  await expect(drained(calibrate({ ...given, design: [0, 7] }))).rejects.toThrow("not feasible for weighing");
  await expect(drained(calibrate({ ...given, replications: 3 }))).rejects.toThrow("at least 20");
  await expect(drained(calibrate({ ...given, run: "runs/x" }))).rejects.toThrow("not both");
  await expect(drained(calibrate({ ...given, drews: 300 } as CalibrateInput))).rejects.toThrow('did you mean "draws"?');
  await expect(drained(calibrate({ simulator: "sir", design: [9, 20], posterior: "mcmc" }))).rejects.toThrow(
    "needs a likelihood",
  );
});
