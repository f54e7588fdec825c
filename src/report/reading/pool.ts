/** Which candidates of a list a policy chose, step by step. */
import { short } from "../../basics/digits.js";
import { designNumbers } from "../../basics/text.js";
import { inPieces } from "../../numbers/measurements.js";
import { staticOf } from "./decisions.js";
import { aboutOf, widthIn } from "./facts.js";
import type { Run } from "./run.js";

export interface ChosenCandidate {
  /** From 0, in the list. */
  readonly at: number;
  /** Its name, or its number in the list and what it is. */
  readonly words: string;
  /** Share of the experiments that chose it in each step. */
  readonly shares: readonly number[];
  /** In which steps the best static design has it. */
  readonly planned: readonly number[];
  /** Measurements of an experiment that are of it, on average. */
  readonly mean: number;
}

export interface ChosenCandidates {
  /** In the list's order. */
  readonly chosen: readonly ChosenCandidate[];
  readonly listed: number;
  readonly steps: number;
  readonly experiments: number;
  readonly once: boolean;
}

/** Those that some experiment or the best static design has; undefined where nothing was chosen from one list, or no experiments are recorded. */
export function chosenCandidates(run: Run): ChosenCandidates | undefined {
  const pool = aboutOf(run)?.design.pool;
  const { rollouts } = run;
  if (!pool || !rollouts) return undefined;
  const width = widthIn(run);
  const indices = (design: readonly number[]) => inPieces(design, width).map((place) => nearest(pool.points, place));
  const rows = rollouts.design.map(indices);
  const planned = indices(staticOf(run) ?? []);
  const steps = rows[0]?.length ?? 0;
  const range = Math.max(...pool.points.map(([x]) => x as number)) - Math.min(...pool.points.map(([x]) => x as number));
  const words = (at: number): string => {
    const point = pool.points[at] as readonly number[];
    const said = width === 1 ? (designNumbers([...point], range)[0] as string) : `(${point.map((x) => short(x, 4)).join(", ")})`;
    return pool.labels ? (pool.labels[at] as string) : width === 1 ? said : `${pool.numbers?.[at] ?? at + 1}: ${said}`;
  };
  const chosen = pool.points.map((_, at): ChosenCandidate => {
    const shares = Array.from({ length: steps }, (_, t) => rows.filter((row) => row[t] === at).length / rows.length);
    const own = planned.flatMap((one, t) => (one === at ? [t] : []));
    return { at, words: words(at), shares, planned: own, mean: shares.reduce((a, b) => a + b, 0) };
  });
  return {
    chosen: chosen.filter(({ mean, planned }) => mean > 0 || planned.length > 0),
    ...{ listed: pool.points.length, steps, experiments: rows.length, once: pool.once },
  };
}

/** Records have places as they are printed. */
function nearest(points: readonly (readonly number[])[], place: readonly number[]): number {
  const far = points.map((point) => Math.hypot(...point.map((x, j) => x - (place[j] as number))));
  return far.indexOf(Math.min(...far));
}
