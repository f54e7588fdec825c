/** Gain against the number of measurements: a design run for each, in folders of their own, so that what is finished stays. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { decimalOf } from "../../basics/decimal.js";
import { check } from "../../basics/errors.js";
import { makeFolder } from "../../basics/files.js";
import { asPart } from "../../basics/steps.js";
import { version } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Asked, Prepared } from "../../contracts/runKind.js";
import { createCurveFolder, pointsFolder, saveCurve } from "../../records/curveStore.js";
import { configFile } from "../../records/folder.js";
import { createRunFolder, openStore, readResult } from "../../records/store.js";
import type { CurveConfig, CurveResult, DesignResult } from "../../records/types.js";
import { carryOutDesign } from "../design.js";
import { prepareExperiment } from "../kinds/prepare.js";
import { enoughWords } from "./enough.js";

const mostPoints = 50;
const usualCounts = "1-6";

/** "1-4,8" -> 1, 2, 3, 4, 8. @throws InputError */
export function countsOf(text: string): number[] {
  const wrong = `--counts must be numbers of measurements, a range or several with commas between, e.g. 1-8 or 1,2,4,8, got "${text}"`;
  const counts = text.split(",").flatMap((part) => {
    const ends = part.split("-").map(decimalOf);
    const [low = Number.NaN, high = low] = ends;
    check(ends.length <= 2 && Number.isSafeInteger(low) && Number.isSafeInteger(high) && low >= 1 && low <= high, wrong);
    check(high - low < mostPoints, `--counts may ask for ${mostPoints} points, got "${text}"`);
    return Array.from({ length: high - low + 1 }, (_, i) => low + i);
  });
  return [...new Set(counts)].sort((a, b) => a - b);
}

/** Everything that can be wrong with any point is found here, before anything is written. */
export async function prepareRun({ subject, options }: Asked): Promise<Prepared<CurveConfig, CurveResult>> {
  const { counts: asked = usualCounts, ...rest } = options;
  const counts = countsOf(String(asked));
  const prepared: Awaited<ReturnType<typeof prepareExperiment>>[] = [];
  for (const designs of counts) prepared.push(await prepareExperiment("design", { subject, options: { ...rest, designs } }));
  const [first] = prepared as [(typeof prepared)[number], ...typeof prepared];
  const { kind: _, designs: __, given: ___, ...common } = first.config;
  const config: CurveConfig = { ...common, kind: "curve", counts };
  return {
    config,
    name: first.name.replace("design", "curve"),
    create: (folder, force) => createCurveFolder(folder, config, force),
    async *carryOut(folder, signal) {
      const results: DesignResult[] = [];
      for (const [i, { run, config: own }] of prepared.entries()) {
        const place = join(folder, pointsFolder, String(counts[i]));
        if (!existsSync(join(place, configFile))) {
          makeFolder(join(folder, pointsFolder));
          createRunFolder(place, own, false);
        }
        const done = readResult(place) as DesignResult | undefined;
        results.push(done ?? (yield* asPart(carryOutDesign(run, openStore(place), signal), ...shareOf(i, counts))));
      }
      const result = curveResult(counts, results);
      saveCurve(folder, result);
      return result;
    },
  };
}

/** One point's share of the work, from and to, and its name; larger designs take longer. */
function shareOf(i: number, counts: readonly number[]): [number, number, string] {
  const work = (n: number): number => counts.slice(0, n).reduce((sum, count) => sum + 4 + count, 0);
  const all = work(counts.length);
  return [work(i) / all, work(i + 1) / all, `${counts[i]} of ${counts.at(-1)}: `];
}

function curveResult(counts: readonly number[], results: readonly DesignResult[]): CurveResult {
  const [first] = results as [DesignResult, ...DesignResult[]];
  const points = results.map(({ design, gain, cost }, i) => ({
    designs: counts[i] as number,
    design,
    gain,
    ...(cost ? { cost: cost.value } : {}),
  }));
  const costUnit = first.cost?.unit;
  const warnings = results.flatMap((result, i) => result.warnings.map((warning) => `${counts[i]}: ${warning}`));
  return {
    kind: "curve",
    simulator: first.simulator,
    points,
    designUnit: first.designUnit,
    ...withoutGaps({ groups: first.groups?.length, costUnit }),
    words: enoughWords(points, costUnit),
    seconds: results.reduce((sum, { training }) => sum + training.seconds, 0),
    version,
    warnings: [...fallsBack(points), ...warnings],
  };
}

/** More measurements never tell less: where they seem to, a training did not find its way, or a lower bound is a loose one. */
function fallsBack(points: CurveResult["points"]): string[] {
  return points.flatMap(({ designs, gain: { lower } }, i) => {
    const best = points.slice(0, i).flatMap(({ gain, designs: n }) => (gain.lower ? [{ ...gain.lower, n }] : []));
    const higher = lower && best.find(({ value, se }) => value - lower.value > 3 * Math.hypot(se, lower.se));
    return higher
      ? [
          `${designs} measurements came out below ${higher.n}, which cannot be: its training did not find the best design (raise --steps or --restarts), or its lower bound is loose (raise --contrasts)`,
        ]
      : [];
  });
}
