/** Gradient descent on the mean squared error of the points, on a copy of the weights. */
import { isCount, isPositive } from "../fields.js";
import { applyLayers, type Layer, ModelError, outputOf, readLayers } from "../network.js";
import type { Adaptation } from "./types.js";

export const gradient: Adaptation<"gradient"> = {
  check({ from, rate, steps }, must) {
    must(from === 0 || isCount(from), "adaptation.from", "a whole number from 0 on");
    must(isPositive(rate), "adaptation.rate", "a number above 0");
    must(isCount(steps), "adaptation.steps", "a whole number from 1 on");
  },
  open(parameters, { network: name, from, rate, steps: usual }) {
    const network = readLayers(parameters, name, 1, 1);
    if (from >= network.length)
      throw new ModelError(`the model's file is damaged: "adaptation.from" must be one of ${network.length} layers`);
    return {
      steps: usual,
      adapt(points, steps) {
        const layers = network.map(({ weights, bias }) => ({ weights: weights.map((row) => row.slice()), bias: bias.slice() }));
        for (let step = 0; step < steps; step++) {
          const passes = points.map(({ x }) => applyLayers(layers, Float64Array.of(x)));
          const errors = points.map(({ y }, n) =>
            Float64Array.of((2 / points.length) * (((passes[n] as Float64Array[]).at(-1)?.[0] as number) - y)),
          );
          const moves = points.map((_, n) => backwards(layers, passes[n] as Float64Array[], errors[n] as Float64Array, from));
          for (const move of moves) move(rate);
        }
        return { mean: (x) => outputOf(layers, [x])[0] as number };
      },
    };
  },
};

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
