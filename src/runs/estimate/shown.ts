/** What the figures of an estimate draw: some of the rows, and what chance makes of them. */
import type { Estimator } from "../../contracts/bounds.js";
import type { Key } from "../../contracts/values.js";
import { estimators, preferred } from "../../estimators/index.js";
import { shuffled } from "../../information/divergence/samples.js";
import { normalScores } from "../../numbers/columnScales.js";
import { split } from "../../numbers/keys.js";
import type { EstimateShown } from "../../records/types.js";
import type { Asked } from "./asked.js";
import type { Quantity } from "./columns.js";

/** More dots would be a blot. */
const mostDots = 1500;
/** More rows and columns of counts cannot be read. */
const mostKinds = 16;
/** The pair of columns that is shown is looked for among so many of each side, on so many rows. */
const [mostLooked, rowsLooked] = [12, 4000] as const;

/** @param names of the estimators that were used */
export function shownOf(
  { x, y, key }: Pick<Asked, "x" | "y" | "key">,
  names: readonly string[],
  chance?: EstimateShown["chance"],
): EstimateShown {
  const rows = split(key, "shown").shown;
  const [a, b] = closest(x, y, rows);
  const axes = { x: axisOf(a), y: axisOf(b) };
  const methods = Object.values<Estimator>(estimators)
    .filter(({ name }) => names.includes(name))
    .map(({ name, summary, reference }) => ({ name, summary, reference }));
  const both = [a, b].every(({ kinds = Number.POSITIVE_INFINITY }) => kinds <= mostKinds);
  return { ...axes, ...(both ? counted(a, b) : { points: pointsOf(a, b, rows) }), ...(chance ? { chance } : {}), methods };
}

/** Of each kind its word, or its number. */
function axisOf(column: Quantity): EstimateShown["x"] {
  const { name, words, kind, kinds = 0 } = column;
  if (kind === "continuous" || kinds > mostKinds) return { name };
  return { name, words: levelsOf(column).map((level) => words?.[level] ?? String(level)) };
}

/** Numbers in their order, words in that of the alphabet. */
function levelsOf({ values, words }: Quantity): number[] {
  const by = (p: number, q: number) =>
    words ? String(words[p]).localeCompare(String(words[q]), "en", { numeric: true }) : p - q;
  return [...new Set(values)].sort(by);
}

/** The columns that tell most of each other, at a glance. */
function closest(x: readonly Quantity[], y: readonly Quantity[], k: Key): [Quantity, Quantity] {
  const few = shuffled(k, x[0]?.values.length ?? 0).subarray(0, rowsLooked);
  const table = ({ values }: Quantity) => ({ columns: 1, values: Float64Array.from(few, (row) => values[row] as number) });
  const pairs = x.slice(0, mostLooked).flatMap((a) => y.slice(0, mostLooked).map((b) => [a, b] as [Quantity, Quantity]));
  if (pairs.length === 1) return pairs[0] as [Quantity, Quantity];
  const values = pairs.map(([a, b]) => estimators[preferred.quickest].estimate(table(a), table(b)).value);
  return pairs[values.indexOf(Math.max(...values))] as [Quantity, Quantity];
}

function counted(a: Quantity, b: Quantity): Pick<EstimateShown, "counts"> {
  const [placeA, placeB] = [a, b].map((column) => new Map(levelsOf(column).map((level, place) => [level, place])));
  const counts = Array.from({ length: placeA?.size ?? 0 }, () => new Array<number>(placeB?.size ?? 0).fill(0));
  for (let i = 0; i < a.values.length; i++) {
    const row = counts[placeA?.get(a.values[i] as number) as number] as number[];
    const at = placeB?.get(b.values[i] as number) as number;
    row[at] = (row[at] as number) + 1;
  }
  return { counts };
}

/** Normal scores, or the place of a word. */
function pointsOf(a: Quantity, b: Quantity, k: Key): [number, number][] {
  const [u, v] = [a, b].map((column) => {
    if (column.kind === "continuous") return normalScores(column.values);
    const places = new Map(levelsOf(column).map((level, place) => [level, place]));
    return (column.kinds ?? 0) <= mostKinds
      ? column.values.map((value) => places.get(value) as number)
      : normalScores(column.values);
  }) as [Float64Array, Float64Array];
  const few = shuffled(k, u.length).subarray(0, mostDots);
  const rounded = (value: number) => Math.round(1000 * value) / 1000;
  return Array.from(few, (row) => [rounded(u[row] as number), rounded(v[row] as number)]);
}
