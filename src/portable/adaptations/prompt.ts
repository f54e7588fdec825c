/** The mean of the points' codes stands beside x. */
import { isText } from "../fields.js";
import { outputOf, readLayers } from "../network.js";
import type { Adaptation } from "./types.js";

export const prompt: Adaptation<"prompt"> = {
  check: ({ encoder }, must) => must(isText(encoder), "adaptation.encoder", "a network's name"),
  open(parameters, method) {
    const encoder = readLayers(parameters, method.encoder, 2);
    const network = readLayers(parameters, method.network, 1 + (encoder.at(-1)?.bias.length ?? 0), 1);
    return {
      adapt(points) {
        const codes = points.map(({ x, y }) => outputOf(encoder, [x, y]));
        const embedding = (codes[0] as Float64Array).map(
          (_, d) => codes.reduce((sum, code) => sum + (code[d] as number), 0) / codes.length,
        );
        return { mean: (x) => outputOf(network, [x, ...embedding])[0] as number };
      },
    };
  },
};
