/**
 * A meta-trained model without TensorFlow.js: `import { loadMetaModel } from "floe/meta"`. No dependencies, the same in Node and in browsers.
 *
 *   const model = loadMetaModel(JSON.parse(text));           // model.json of floe meta train
 *   const curve = model.adapt([{ x: -2, y: 1.3 }, { x: 0, y: 0.4 }]);
 *   curve([-1, 0, 1]);                                        // predictions
 */
import { checkModel } from "./checkModel.js";
import type { Linear, MetaModel, ModelData, Point, PortableMethod, Scaling } from "./modelTypes.js";
import { applyLayers, type Layer, ModelError, readLayers } from "./network.js";

export { ModelError } from "./network.js";

/** @param data the content of model.json @throws ModelError when it is none, or damaged */
export function loadMetaModel(data: ModelData): MetaModel {
  checkModel(data);
  const { adaptation: method, parameters, scaling = asItIs } = data;
  const encoder = method.kind === "prompt" ? readLayers(parameters, method.encoder, 2) : [];
  const codes = encoder.at(-1)?.bias.length ?? 0;
  const network = readLayers(parameters, method.network, 1 + codes, 1);
  if (method.kind === "gradient" && method.from >= network.length)
    throw new ModelError(`the model's file is damaged: "adaptation.from" must be one of ${network.length} layers`);
  return {
    data,
    adapt(points, given) {
      checkPoints(points);
      if (method.kind === "prompt" && given !== undefined)
        throw new ModelError("this model adapts in one pass and makes no steps: call adapt(points) without them");
      const steps = given ?? (method.kind === "gradient" ? method.steps : 0);
      if (!Number.isInteger(steps) || steps < 0) throw new ModelError(`steps must be a whole number of at least 0, got ${steps}`);
      const seen = points.map(({ x, y }) => ({ x: toSeen(x, scaling.x), y: toSeen(y, scaling.y) }));
      const adapted = method.kind === "prompt" ? prompted(encoder, network, seen) : descended(network, method, seen, steps);
      return (xs) => {
        if (!Array.isArray(xs) && !ArrayBuffer.isView(xs))
          throw new ModelError(`a curve takes a list of x, e.g. curve([0, 1]), got ${JSON.stringify(xs)}`);
        const bad = xs.find((x) => !Number.isFinite(x));
        if (bad !== undefined) throw new ModelError(`x must be finite numbers, got ${bad}`);
        return Array.from(xs, (x) => finite(scaling.y.shift + scaling.y.scale * adapted(toSeen(x, scaling.x)), x, steps));
      };
    },
  };
}

const asItIs: Scaling = { x: { shift: 0, scale: 1 }, y: { shift: 0, scale: 1 } };

const toSeen = (value: number, { shift, scale }: Linear): number => (value - shift) / scale;

/** JSON would hold null in the place of a number that is none. */
function finite(y: number, x: number, steps: number): number {
  if (Number.isFinite(y)) return y;
  const cause = steps > 0 ? `the adaptation diverged in ${steps} steps; take fewer, or ` : "";
  throw new ModelError(`the prediction at x = ${x} is not finite: ${cause}check that points and x are in the model's units`);
}

/** The mean of the points' codes stands beside x. */
function prompted(encoder: readonly Layer[], network: readonly Layer[], points: readonly Point[]): (x: number) => number {
  const codes = points.map(({ x, y }) => output(encoder, [x, y]));
  const embedding = (codes[0] as Float64Array).map(
    (_, d) => codes.reduce((sum, code) => sum + (code[d] as number), 0) / codes.length,
  );
  return (x) => output(network, [x, ...embedding])[0] as number;
}

const output = (layers: readonly Layer[], inputs: readonly number[]): Float64Array =>
  applyLayers(layers, Float64Array.from(inputs)).at(-1) as Float64Array;

/** Gradient descent on the mean squared error of the points, on a copy of the weights. */
function descended(
  network: readonly Layer[],
  { from, rate }: PortableMethod & { kind: "gradient" },
  points: readonly Point[],
  steps: number,
): (x: number) => number {
  const layers = network.map(({ weights, bias }) => ({ weights: weights.map((row) => row.slice()), bias: bias.slice() }));
  for (let step = 0; step < steps; step++) {
    const passes = points.map(({ x }) => applyLayers(layers, Float64Array.of(x)));
    const errors = points.map(({ y }, n) =>
      Float64Array.of((2 / points.length) * (((passes[n] as Float64Array[]).at(-1)?.[0] as number) - y)),
    );
    const moves = points.map((_, n) => backwards(layers, passes[n] as Float64Array[], errors[n] as Float64Array, from));
    for (const move of moves) move(rate);
  }
  return (x) => output(layers, [x])[0] as number;
}

/** The errors of one point at all layers, by the weights as they are now. @returns what moves the weights along them */
function backwards(
  layers: readonly Layer[],
  pass: readonly Float64Array[],
  last: Float64Array,
  from: number,
): (rate: number) => void {
  const errors: Float64Array[] = [];
  errors[layers.length - 1] = last;
  for (let l = layers.length - 1; l > from; l--) {
    const { weights } = layers[l] as Layer;
    const above = errors[l] as Float64Array;
    errors[l - 1] = (pass[l] as Float64Array).map((value, i) =>
      value > 0 ? weights.reduce((sum, row, o) => sum + (row[i] as number) * (above[o] as number), 0) : 0,
    );
  }
  return (rate) => {
    for (let l = from; l < layers.length; l++) {
      const { weights, bias } = layers[l] as Layer;
      const [inputs, error] = [pass[l] as Float64Array, errors[l] as Float64Array];
      for (let o = 0; o < bias.length; o++) {
        const move = rate * (error[o] as number);
        const row = weights[o] as Float64Array;
        for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) - move * (inputs[i] as number);
        bias[o] = (bias[o] as number) - move;
      }
    }
  };
}

function checkPoints(points: readonly Point[]): void {
  if (!Array.isArray(points) || points.length === 0)
    throw new ModelError("there are no support points: give at least one { x, y }");
  points.forEach((point, n) => {
    if (!Number.isFinite(point?.x) || !Number.isFinite(point?.y))
      throw new ModelError(`support point ${n + 1} must be { x, y } with finite numbers, got ${JSON.stringify(point)}`);
  });
}
