/** Why a design within its bounds cannot be carried out: between windows, too near to another, off the grid, beyond a limit. */

import { endsOf, type WindowsData } from "../src/portable/spaces/inWindows.js";
import { nearestIn, onGrid } from "../src/portable/spaces/stretches.js";
import { show, tooClose } from "./coordinates.js";
import { windowWords } from "./rules.js";

/** A design that was printed with few digits, or computed in float32, is still the same. */
const tolerance = 1e-5;

interface Named {
  readonly names: readonly string[];
  readonly unit: string;
}

/** In words that say what to do; undefined where all rules are kept. */
export function unsettled(design: readonly number[], data: WindowsData, { names, unit }: Named): string | undefined {
  const { windows, grid, spacing, limits } = data;
  for (const [i, x] of design.entries()) {
    const own = windows[i] as WindowsData["windows"][number];
    const [low, high] = endsOf(own);
    const [range, near] = [high - low, nearestIn(own, x)];
    const said = (value: number, of = "") => show(value, of, range);
    const slack = tolerance * range + 2 ** -23 * Math.abs(x);
    if (Math.abs(near - x) > slack)
      return `${names[i]} = ${said(x)} is in none of the windows ${windowWords(own, unit)}; the nearest place is ${said(near, unit)}`;
    const step = grid[i] as number;
    const settled = onGrid(x, step);
    if (Math.abs(settled - x) > slack)
      return `${names[i]} = ${said(x)} is no multiple of ${show(step, unit)}, as the grid wants it; the nearest is ${said(settled, unit)}`;
  }
  if (spacing !== null) {
    const [low, high] = endsOf(windows[0] as WindowsData["windows"][number]);
    const close = tooClose(design, spacing, high - low, { names, unit });
    if (close) return close;
  }
  for (const { weights, most } of limits) {
    const sum = design.reduce((total, x, i) => total + (weights[i] as number) * x, 0);
    const size = design.reduce((total, x, i) => total + Math.abs((weights[i] as number) * x), 0);
    if (sum > most + tolerance * Math.max(size, Math.abs(most)))
      return `${names.filter((_, i) => weights[i] !== 0).join(" + ")} comes to ${show(sum)}, more than ${show(most, unit)}; take less`;
  }
  return undefined;
}
