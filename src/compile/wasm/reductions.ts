/** Sums, means and extremes over axes. */
import { sizeOf, type ValueId } from "../program.js";
import type { Emit, Emitter } from "./emitter.js";

type Reduce = (outer: number, reduced: number, inner: number, x: number, out: number) => void;

interface Run {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
}

/** One run for each row of neighbouring axes that are reduced, last axes first. */
function runsOf(shape: readonly number[], axes: readonly number[]): Run[] {
  const dims = [...shape];
  const runs: Run[] = [];
  for (let end = dims.length; end > 0; ) {
    if (!axes.includes(end - 1)) {
      end--;
      continue;
    }
    let start = end - 1;
    while (axes.includes(start - 1)) start--;
    runs.push({ outer: sizeOf(dims.slice(0, start)), reduced: sizeOf(dims.slice(start, end)), inner: sizeOf(dims.slice(end)) });
    dims.splice(start, end - start, ...new Array<number>(end - start).fill(1));
    end = start;
  }
  return runs.length ? runs : [{ outer: 1, reduced: 1, inner: sizeOf(shape) }];
}

const reduction =
  (pick: (kernels: Emitter["kernels"]) => Reduce, mean = false): Emit =>
  (emitter, { inputs, outputs, attrs }) => {
    const [input, output] = [inputs[0] as ValueId, outputs[0] as ValueId];
    const { shape } = emitter.value(input);
    const runs = runsOf(shape, attrs.axes as number[]);
    const run = pick(emitter.kernels);
    const out = emitter.at(output);
    // what is between two runs: each is smaller than the one before, so two places in turn do
    const sizes = runs.map(({ outer, inner }) => outer * inner);
    const room = 4 * (Math.ceil((sizes[0] as number) / 16) * 16);
    const scratch = runs.length > 1 ? emitter.scratch(2 * room) : 0;
    let from = emitter.at(input);
    for (const [i, { outer, reduced, inner }] of runs.entries()) {
      const [x, to] = [from, i === runs.length - 1 ? out : scratch + (i % 2) * room];
      emitter.call(() => run(outer, reduced, inner, x, to));
      from = to;
    }
    if (!mean) return;
    const left = sizeOf(emitter.value(output).shape);
    const factor = left / sizeOf(shape);
    emitter.call(() => emitter.kernels.scale(left, out, out, factor, 0));
  };

export const reductions: Readonly<Record<string, Emit>> = {
  Sum: reduction((k) => k.reduceSum),
  Mean: reduction((k) => k.reduceSum, true),
  Max: reduction((k) => k.reduceMax),
  Min: reduction((k) => k.reduceMin),
};
