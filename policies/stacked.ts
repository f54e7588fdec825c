/** Policies made of recurrent layers, whatever their cell. */
import * as tf from "@tensorflow/tfjs-core";
import type { AdaptiveFamily, AdaptivePolicy, PolicySetup } from "../src/contracts/policy.js";
import { type Cell, type CellState, cellStart } from "../src/nets/cells.js";
import { normals } from "../src/numbers/distributions.js";
import { fold, split } from "../src/numbers/keys.js";
import { rawWidthOf } from "../src/numbers/measurements.js";
import { budgetAt, budgetNumbers } from "../src/portable/policies/budget.js";
import { alike, initPlan, planned } from "./budget.js";

/** Small first outputs: training starts at the static design, and learns how to leave it. */
const outputScale = 0.1;

/** Layers of the cell, one above the other; the next raw values are a bias of their own for each step plus a product with the last layer. */
export function stacked(
  { name, summary, use }: Pick<AdaptiveFamily, "name" | "summary" | "use">,
  cell: Cell,
  setup: PolicySetup,
): AdaptivePolicy {
  const { look, sees = 2, hidden, most } = setup;
  const layer = (i: number) => `design/${cell.name}${i}`;
  return {
    kind: "adaptive",
    name,
    summary,
    use,
    init(key, space, start) {
      const k = split(key, "layers", "output");
      const widths = [sees + (most === undefined ? 0 : budgetNumbers), ...hidden];
      const layers = hidden.map((width, i) => cell.init(fold(k.layers, i), layer(i), widths[i] as number, width));
      const last = hidden.at(-1) as number;
      const raw = rawWidthOf(space);
      const output = normals(k.output, last * raw).map((z) => (outputScale * z) / Math.sqrt(last));
      return Object.assign({}, ...layers, {
        "design/output": tf.tensor2d(output, [last, raw]),
        ...initPlan(setup, key, space, start),
      });
    },
    start: (_params, n) => hidden.flatMap((width) => cellStart(cell, n, width)),
    next(params, memory, step): tf.Tensor2D {
      const own = planned(params, step, setup);
      const last = memory.at(-cell.states) as tf.Tensor2D;
      return tf.add(tf.matMul(last, params["design/output"] as tf.Tensor2D), own);
    },
    observe(params, memory, at, outcome, step) {
      let x = look(at, outcome);
      // what is left for the decision that comes, beside the measurement
      if (most !== undefined) x = tf.concat([x, ...alike(x.shape[0], budgetAt(setup, step + 1))], 1);
      return hidden.flatMap((_, i): CellState => {
        const state = cell.step(params, layer(i), x, memory.slice(i * cell.states, (i + 1) * cell.states));
        x = state[0] as tf.Tensor2D;
        return state;
      });
    },
  };
}
