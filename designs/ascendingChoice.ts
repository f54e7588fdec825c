/** The tensors' half of src/portable/spaces/ascending.ts, and designs of such choices in plain numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { withoutGradient } from "../src/engine/tensors.js";
import { type Ascending, mayFollow, openAfter } from "../src/portable/spaces/ascending.js";
import { show, tooClose } from "./coordinates.js";
import { type Candidates, takenBy } from "./deciding.js";

/**
 * 1 for each candidate that cannot be chosen after others [n, 1] each, [1 or n, m]. Which those are is looked up for the candidate that the last choice is
 * nearest to: sums in float32 do not tell apart what is far from 0. @param numbers ascending
 */
export function closedBy(
  numbers: readonly number[],
  ascending: Ascending,
  candidates: Candidates,
): (before: readonly tf.Tensor2D[]) => tf.Tensor2D {
  const m = numbers.length;
  const rowAfter = (step: number, last?: number): number[] => {
    const open = openAfter(numbers, ascending, last, step);
    return numbers.map((_, i) => Number(!(open.length > 0 ? open : [m - 1]).includes(i)));
  };
  /** By how many came before: a training asks for the same in every step. */
  const tables = new Map<number, number[][]>();
  return (before) => {
    const [step, last] = [before.length, before.at(-1)];
    const table = tables.get(step) ?? (last ? numbers.map((_, i) => rowAfter(step, i)) : [rowAfter(step)]);
    tables.set(step, table);
    if (!last) return tf.tensor2d(table);
    return withoutGradient(() => tf.matMul(takenBy([last], candidates), tf.tensor2d(table, [m, m])) as tf.Tensor2D);
  };
}

/** Of these, the one that is nearest. */
function nearestOf(indices: readonly number[], far: (index: number) => number): number {
  const away = indices.map(far);
  return indices[away.indexOf(Math.min(...away))] as number;
}

/** One after the other the nearest that leaves room for those behind it. @param nearness of a candidate to a place */
export function matchedAscending(
  design: readonly number[],
  numbers: readonly number[],
  ascending: Ascending,
  far: (candidate: number, place: number) => number,
): number[] {
  const done: number[] = [];
  for (const place of [...design].sort((a, b) => a - b)) {
    const open = openAfter(numbers, ascending, done.at(-1), done.length);
    done.push(nearestOf(open, (i) => far(numbers[i] as number, place)));
  }
  return done;
}

/** Which choice does not follow the one before it. Of the candidates that are meant: what was computed in float32 has lost small distances far from 0. */
export function notInTurn(
  design: readonly number[],
  numbers: readonly number[],
  ascending: Ascending,
  far: (candidate: number, place: number) => number,
  named: { readonly names: readonly string[]; readonly unit: string },
): string | undefined {
  const all = [...numbers.keys()];
  const meant = design.map((place) => nearestOf(all, (i) => far(numbers[i] as number, place)));
  const wrong = meant.findIndex((j, i) => i > 0 && !mayFollow(numbers, ascending, meant[i - 1] as number, j));
  if (wrong < 0) return undefined;
  const range = (numbers.at(-1) as number) - (numbers[0] as number);
  const said = meant.map((i) => numbers[i] as number);
  return (
    tooClose(said, ascending.apart, range, named) ??
    `${named.names[wrong]} = ${show(said[wrong] as number, "", range)} is chosen twice; choose different candidates`
  );
}
