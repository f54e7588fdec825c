import * as tf from "@tensorflow/tfjs-core";
import { normals } from "../src/distributions.js";
import { seenSize } from "../src/history.js";
import { fold, split } from "../src/random.js";
import type { AdaptiveFamily, AdaptivePolicy, Key, Params, PolicySetup } from "../src/types.js";

/** Small first outputs: training starts at the static design, and learns how to leave it. */
const outputScale = 0.1;

/**
 * Gated recurrent units (Cho et al. 2014, with the reset gate behind the recurrent product as in cuDNN):
 *   r = σ(x·Wr + h·Ur + br), z = σ(x·Wz + h·Uz + bz), n = tanh(x·Wn + bn + r * (h·Un)), h' = n + z * (h - n).
 * Weights of the three gates lie side by side: W [inputs, 3·width], U [width, 3·width], b [3·width].
 */
function initLayer(key: Key, name: string, inputs: number, width: number): Params {
  const k = split(key, "input", "recurrent");
  const matrix = (of: Key, rows: number) =>
    tf.tensor2d(
      normals(of, rows * 3 * width).map((z) => z / Math.sqrt(rows)),
      [rows, 3 * width],
    );
  return {
    [`${name}/w`]: matrix(k.input, inputs),
    [`${name}/u`]: matrix(k.recurrent, width),
    [`${name}/b`]: tf.zeros([3 * width]),
  };
}

function applyLayer(params: Params, name: string, x: tf.Tensor2D, h: tf.Tensor2D): tf.Tensor2D {
  const width = h.shape[1];
  const fromInput: tf.Tensor2D = tf.add(tf.matMul(x, params[`${name}/w`] as tf.Tensor2D), params[`${name}/b`] as tf.Tensor1D);
  const fromMemory: tf.Tensor2D = tf.matMul(h, params[`${name}/u`] as tf.Tensor2D);
  const gates = tf.sigmoid(
    tf.add(tf.slice(fromInput, [0, 0], [-1, 2 * width]), tf.slice(fromMemory, [0, 0], [-1, 2 * width])),
  ) as tf.Tensor2D;
  const [reset, keep] = [tf.slice(gates, [0, 0], [-1, width]), tf.slice(gates, [0, width], [-1, width])];
  const part = (of: tf.Tensor2D) => tf.slice(of, [0, 2 * width], [-1, width]);
  const recalled = tf.mul(reset, part(fromMemory));
  const fresh = tf.tanh(tf.add(part(fromInput), recalled)) as tf.Tensor2D;
  return tf.add(fresh, tf.mul(keep, tf.sub(h, fresh))) as tf.Tensor2D;
}

function create({ horizon, look, hidden }: PolicySetup): AdaptivePolicy {
  const layer = (i: number) => `design/gru${i}`;
  return {
    name: "recurrent",
    summary: recurrent.summary,
    use: recurrent.use,
    init(key, space, start) {
      const k = split(key, "layers", "output");
      const widths = [seenSize, ...hidden];
      const layers = hidden.map((width, i) => initLayer(fold(k.layers, i), layer(i), widths[i] as number, width));
      const last = hidden.at(-1) as number;
      const output = normals(k.output, last).map((z) => (outputScale * z) / Math.sqrt(last));
      return Object.assign({}, ...layers, {
        "design/output": tf.tensor2d(output, [last, 1]),
        "design/start": tf.tensor2d([space.toRaw(start)], [1, horizon]),
      });
    },
    start: (_params, n) => hidden.map((width) => tf.zeros([n, width])),
    next(params, memory, step): tf.Tensor2D {
      const own = tf.slice(params["design/start"] as tf.Tensor2D, [0, step], [1, 1]);
      return tf.add(tf.matMul(memory.at(-1) as tf.Tensor2D, params["design/output"] as tf.Tensor2D), own);
    },
    observe(params, memory, at, outcome) {
      let x = look(at, outcome);
      return memory.map((h, i) => {
        x = applyLayer(params, layer(i), x, h);
        return x;
      });
    },
  };
}

/** The policy of FLO's appendix L.3: two recurrent layers of 64. */
export const recurrent: AdaptiveFamily = {
  name: "recurrent",
  summary: "a recurrent network (gated recurrent units) that has read all designs and outcomes so far",
  use: "measurements in order of time, where what comes next depends on how the outcomes have developed",
  reference: "FLO appendix L.3; Cho et al. 2014, arXiv:1406.1078",
  create,
};
