import { check, InterruptedError } from "../basics/errors.js";
import type { PosteriorDensity, PosteriorMethod } from "../contracts/posterior.js";
import { tidied } from "../engine/tensors.js";
import { fold } from "../numbers/keys.js";

/** Draws at once; between two of them a signal is heard. */
const blockSize = 10_000;

export const amortised: PosteriorMethod = {
  name: "amortised",
  summary: "the trained density of theta given what is seen, read at what was seen",
  use: "answers at once, as good as the density is: for designs and policies that a density was trained for, and for nothing else",
  reference: "Barber and Agakov 2003, The IM algorithm; Papamakarios and Murray 2016, Fast epsilon-free inference",
  from: "density",
  needsPriorDensity: false,
  async *draw({ prior, density }, key, n, signal) {
    const p = prior.names.length;
    const theta = new Float32Array(n * p);
    for (let from = 0; from < n; from += blockSize) {
      if (signal?.aborted) throw new InterruptedError("interrupted");
      const size = Math.min(blockSize, n - from);
      theta.set(
        tidied(() => (density as PosteriorDensity).sample(fold(key, from / blockSize), size).dataSync()),
        from * p,
      );
      yield { phase: "drawing", fraction: (from + size) / n };
    }
    check(
      theta.every(Number.isFinite),
      "the trained density gives no finite numbers at what was seen: it is far from all that it was trained on",
    );
    return { theta, ess: prior.names.map(() => n), warnings: [] };
  },
};
