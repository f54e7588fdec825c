/** Priors of the infection rate β and the recovery rate γ, per day, independent: log-normal, or normal cut off at zero. */
import { fillNormals, type Stream } from "./normals.js";

/** Plain data, so that it can be sent to a thread. */
export interface RatePrior {
  readonly kind: "logNormal" | "positiveNormal";
  /** Of log β and log γ (logNormal), or of β and γ before the cut (positiveNormal). */
  readonly centre: readonly [number, number];
  readonly sd: readonly [number, number];
}

const pair = new Float64Array(2);

/** One (β, γ). */
export function drawRates({ kind, centre, sd }: RatePrior, stream: Stream): [number, number] {
  for (;;) {
    fillNormals(stream, pair, 2);
    const beta = centre[0] + sd[0] * (pair[0] as number);
    const gamma = centre[1] + sd[1] * (pair[1] as number);
    if (kind === "logNormal") return [Math.exp(beta), Math.exp(gamma)];
    if (beta > 0 && gamma > 0) return [beta, gamma];
  }
}
