/** Pairs of which there are only so many: what a critic learns from where not every step has fresh ones. */
import type { Key } from "../../contracts/values.js";
import { fold, split } from "../../numbers/keys.js";
import { rowsOfTable, shuffled } from "../divergence/samples.js";
import type { KnownPairs, KnownRows } from "./task.js";

/**
 * The same rows at every call, drawn once for each level.
 * @returns n different ones of them, chosen by the key: a pair that were twice in a batch would be contrasted with itself
 */
export function finiteRows({ columns, draw }: KnownPairs, rows: number, k: Key): KnownPairs["draw"] {
  const all = new Map<number, KnownRows>();
  const ofLevel = (level: number): KnownRows => {
    const found = all.get(level) ?? draw(fold(k, level), rows, level);
    all.set(level, found);
    return found;
  };
  return (chosen, n, level) => {
    const some = shuffled(split(chosen, "rows").rows, rows).subarray(0, n);
    const { x, y } = ofLevel(level);
    const taken = (values: Float32Array, width: number) =>
      Float32Array.from(rowsOfTable({ columns: width, values }, some).values);
    return { x: taken(x, columns.x), y: taken(y, columns.y) };
  };
}
