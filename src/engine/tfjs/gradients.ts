/**
 * Gradients that TensorFlow.js lacks, or gives as NaN where they are 0. For every backend, and for steps that are traced.
 *
 * Of comparisons it has none, and throws where an operand depends on what is differentiated: a likelihood that asks `tf.lessEqual(y, limit)` could
 * not be trained. Their results are constant nearly everywhere. And the derivative of a logarithm or a root at 0 is infinite: where nothing
 * asks for it, because a condition took the other branch or the probability that it belongs to is 0, 0·∞ must be 0.
 */
import * as tf from "@tensorflow/tfjs-core";

type Gradient = tf.GradFunc;

/** Constant nearly everywhere; of whatever inputs there are. */
const flat: Record<string, readonly string[]> = {
  Equal: ["a", "b"],
  NotEqual: ["a", "b"],
  Greater: ["a", "b"],
  GreaterEqual: ["a", "b"],
  Less: ["a", "b"],
  LessEqual: ["a", "b"],
  LogicalAnd: ["a", "b"],
  LogicalOr: ["a", "b"],
  LogicalNot: ["x"],
  All: ["x"],
  Any: ["x"],
  SearchSorted: ["sortedSequence", "values"],
};

const zeros = (x: tf.Tensor): tf.Tensor => tf.zeros(x.shape, "float32");

/** dy/slope, and 0 where nothing is asked for, however steep it is there. */
const over = (dy: tf.Tensor, slope: tf.Tensor): tf.Tensor => tf.where(tf.equal(dy, 0), dy, tf.div(dy, slope));

const one = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor => dy as tf.Tensor;
const first = (saved: tf.Tensor[]): tf.Tensor => tf.cast(saved[0] as tf.Tensor, "float32");

const atBoundaries: Record<string, Gradient> = {
  Log: (dy, saved) => ({ x: () => over(one(dy), first(saved)) }),
  Log1p: (dy, saved) => ({ x: () => over(one(dy), tf.add(first(saved), 1)) }),
  Sqrt: (dy, saved) => ({ x: () => over(one(dy), tf.mul(tf.sqrt(first(saved)), 2)) }),
};

/** x with an axis for each of `all`, in their order, of length 1 where it has none. */
function spread(x: tf.Tensor, labels: string, all: readonly string[]): tf.Tensor {
  const own = all.filter((label) => labels.includes(label));
  const ordered = tf.transpose(
    x,
    own.map((label) => labels.indexOf(label)),
  );
  const sizes = all.map((label) => (labels.includes(label) ? (x.shape[labels.indexOf(label)] as number) : 1));
  return tf.reshape(ordered, sizes);
}

/** Sums of products: of one operand it is the product of what came back and the other operand, summed over what it has no axis for. */
const einsum: Gradient = (dy, saved, attrs) => {
  const [left, output] = (attrs as { equation: string }).equation.replace(/\s/g, "").split("->") as [string, string];
  const labels = left.split(",");
  const all = [...new Set(labels.join("") + output)];
  const by = (k: number) => (): tf.Tensor => {
    const [own, other, x] = [labels[k] as string, labels[1 - k], saved[k] as tf.Tensor];
    const back = spread(one(dy), output, all);
    const product = other === undefined ? back : tf.mul(back, spread(saved[1 - k] as tf.Tensor, other, all));
    const elsewhere = all.flatMap((label, axis) => (own.includes(label) ? [] : [axis]));
    const mine = all.filter((label) => own.includes(label));
    const ordered = tf.transpose(
      tf.sum(product, elsewhere),
      [...own].map((label) => mine.indexOf(label)),
    );
    return tf.add(ordered, tf.zeros(x.shape)); // what is summed over by this operand alone has length 1 until here
  };
  return Object.fromEntries(labels.map((_, k) => [k, by(k)]));
};

const gatherNd: Gradient = (dy, saved) => {
  const [params, indices] = saved as [tf.Tensor, tf.Tensor];
  return {
    params: () => tf.scatterND(indices as tf.Tensor<tf.Rank>, one(dy), params.shape as never),
    indices: () => zeros(indices),
  };
};

/** The largest k of the last axis, in order. */
const topK: Gradient = (dy, saved) => {
  const [x, indices] = saved as [tf.Tensor, tf.Tensor];
  const values = (dy as tf.Tensor[])[0] as tf.Tensor;
  const chosen = tf.cast(tf.oneHot(tf.cast(indices, "int32"), x.shape.at(-1) as number), "float32");
  return { x: () => tf.sum(tf.mul(tf.expandDims(values, -1), chosen), -2) };
};

/** Once a process, after the gradients of TensorFlow.js are there. */
export function registerGradients(): void {
  for (const [kernelName, names] of Object.entries(flat)) {
    if (tf.getGradient(kernelName)) continue;
    const gradFunc: Gradient = (_dy, saved) =>
      Object.fromEntries(names.map((name, i) => [name, () => zeros(saved[i] as tf.Tensor)]));
    tf.registerGradient({ kernelName, inputsToSave: [...names], gradFunc });
  }
  for (const [kernelName, gradFunc] of Object.entries(atBoundaries)) {
    tf.unregisterGradient(kernelName);
    tf.registerGradient({ kernelName, inputsToSave: ["x"], gradFunc });
  }
  if (tf.getGradient("Einsum")) return;
  tf.registerGradient({ kernelName: "Einsum", saveAllInputs: true, gradFunc: einsum });
  tf.registerGradient({ kernelName: "GatherNd", inputsToSave: ["params", "indices"], gradFunc: gatherNd });
  tf.registerGradient({ kernelName: "TopK", inputsToSave: ["x"], outputsToSave: [false, true], gradFunc: topK });
}
