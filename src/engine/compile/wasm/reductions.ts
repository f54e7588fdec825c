/** Sums, means and extremes over axes. */
import { sizeOf, type ValueId } from "../../program/program.js";
import { reducedRuns } from "../../program/strides.js";
import type { Emit, Emitter } from "./emitter.js";

type Reduce = (outer: number, reduced: number, inner: number, x: number, out: number) => void;

const reduction =
  (pick: (kernels: Emitter["kernels"]) => Reduce, mean = false): Emit =>
  (emitter, { inputs, outputs, attrs }) => {
    const [input, output] = [inputs[0] as ValueId, outputs[0] as ValueId];
    const { shape } = emitter.value(input);
    const runs = reducedRuns(shape, attrs.axes as number[]);
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
