/** Designs that differ in one place from another: what an exchange tries, from coarse to fine (Fedorov 1972; coordinate exchange, Meyer and Nachtsheim 1995). */

import { endsOf, type WindowsData } from "../src/portable/spaces/inWindows.js";
import { earliestFrom, latestUpTo, onGrid, type Stretch } from "../src/portable/spaces/stretches.js";

/** From so large steps on, other windows are tried too. */
const far = 0.05;

/**
 * Each coordinate a step up and down, with neighbours pushed on where they would come too near, and for large steps into every other window.
 * @param reach step as a share of the range; at least one step of the grid @returns not finished, without the design itself
 */
export function exchangesOf(data: WindowsData, design: readonly number[], reach: number): number[][] {
  return design.flatMap((x, i) => {
    const own = data.windows[i] as readonly Stretch[];
    const [low, high] = endsOf(own);
    const grid = data.grid[i] as number;
    const step = Math.max(grid, onGrid(reach * (high - low), grid));
    if (step === 0) return [];
    const moved = [x - step, x + step].flatMap((to) => pushed(data, design, i, to) ?? []);
    if (reach < far) return moved;
    const others = own.filter(([a, b]) => x < a || x > b).flatMap(([a, b]) => [a, (a + b) / 2, b]);
    const jumps = [...others, low, high].map((to) => design.map((own, j) => (j === i ? to : own)));
    return [...moved, ...jumps];
  });
}

/** The design with coordinate i at `to`, or at the first place beyond it, and its neighbours as far on as they must; none where there is no room. */
function pushed({ windows, spacing }: WindowsData, design: readonly number[], i: number, to: number): number[][] | undefined {
  const all = [...design];
  const up = to > (design[i] as number);
  const at = (up ? earliestFrom : latestUpTo)(windows[i] as readonly Stretch[], to);
  if (at === undefined) return undefined;
  all[i] = at;
  if (spacing === null) return [all];
  for (let j = i - 1; j >= 0; j--) {
    const most = (all[j + 1] as number) - spacing;
    if ((all[j] as number) <= most) break;
    const place = latestUpTo(windows[j] as readonly Stretch[], most);
    if (place === undefined) return undefined;
    all[j] = place;
  }
  for (let j = i + 1; j < all.length; j++) {
    const least = (all[j - 1] as number) + spacing;
    if ((all[j] as number) >= least) break;
    const place = earliestFrom(windows[j] as readonly Stretch[], least);
    if (place === undefined) return undefined;
    all[j] = place;
  }
  return [all];
}
