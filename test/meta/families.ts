/** Families of tasks in other units and from other origins: the same tasks, so that everything must come out the same. */
import type { TaskFamily } from "../../meta/types.js";
import { uniforms } from "../../src/numbers/distributions.js";

/** Lines through the origin, y = a·x with a uniform on [-2, 2], x between -1 and 1. */
export const lines: TaskFamily = {
  name: "lines",
  summary: "lines through the origin",
  use: "a test",
  support: 2,
  query: 3,
  tasks: 8,
  low: -1,
  high: 1,
  parameters: 1,
  draw: (key, n) => uniforms(key, n, -2, 2),
  value: (task, x) => (task[0] as number) * x,
  mean: () => 0,
  bases: [(x) => [x]],
  levels: { zero: 4 / 9, mean: 4 / 9, oracle: 0 },
  oracleSupport: 1,
};

export interface Units {
  readonly x: number;
  readonly y: number;
  /** Where 0 of the family comes to lie, in its standard deviations. */
  readonly fromX: number;
  readonly fromY: number;
}

/** @param meanY of the family over tasks and x */
export function inUnits(family: TaskFamily, { x, y, fromX, fromY }: Units, meanY = 0): TaskFamily {
  const [x0, y0] = [fromX * x, fromY * y];
  const back = (at: number) => (at - x0) / x;
  const { zero, mean, oracle } = family.levels;
  return {
    ...family,
    name: "inOtherUnits",
    low: x0 + x * family.low,
    high: x0 + x * family.high,
    value: (task, at) => y0 + y * family.value(task, back(at)),
    mean: (at) => y0 + y * family.mean(back(at)),
    bases: family.bases.map((basis) => (at: number) => [...basis(back(at)), ...(y0 === 0 ? [] : [1])]),
    levels: { zero: y * y * zero + 2 * y0 * y * meanY + y0 * y0, mean: y * y * mean, oracle: y * y * oracle },
  };
}
