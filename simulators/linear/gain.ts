/**
 * The exact information gain of the linear model. One measurement: closed form up to one integral. Several: the gain is the
 * prior's entropy less the posterior's, averaged over outcomes; the posterior of each outcome is integrated on its own grid,
 * so that nothing but that average is sampled.
 */
import { gammas, normals } from "../../src/numbers/distributions.js";
import { fixedKey, split } from "../../src/numbers/keys.js";
import { type NoiseOptions, noiseEntropy, tabulatedNoise } from "./noise.js";
import { posteriorEntropy } from "./posterior.js";

/** The average stops at this standard error, */
const WANTED_SE = 0.002;
/** or at this many outcomes, */
const MOST = 12_000;
/** or at this many evaluations of the noise's density, a second or two: sharp noise needs fine grids. */
const BUDGET = 1e8;
/** The standard error means little before. */
const FEWEST = 200;

export function linearGain(design: readonly number[], noise: NoiseOptions, priorSd: number): { value: number; se: number } {
  if (!design.every(Number.isFinite)) throw new RangeError(`a design of finite numbers is needed, got ${design.join(", ")}`);
  if (design.length === 1) return { value: oneMeasurement(design[0] as number, noise, priorSd), se: 0 };
  const entropies = sampledEntropies(design, noise, priorSd);
  const prior = Math.log(2 * Math.PI * Math.E * priorSd * priorSd);
  return { value: prior - entropies.mean, se: entropies.se };
}

/** What a design tells of the slope, whatever the intercept is: by the slope's own posterior. */
export function slopeGain(design: readonly number[], noise: NoiseOptions, priorSd: number): { value: number; se: number } {
  const entropies = sampledEntropies(design, noise, priorSd, "slope");
  return { value: 0.5 * Math.log(2 * Math.PI * Math.E * priorSd * priorSd) - entropies.mean, se: entropies.se };
}

/** The line's height is normal, so the outcome has the noise's own kind of density with a larger sd. */
function oneMeasurement(d: number, noise: NoiseOptions, priorSd: number): number {
  const sd = Math.hypot(noise.sd, priorSd * Math.hypot(1, d));
  return Math.max(0, noiseEntropy({ ...noise, sd }) - noiseEntropy(noise));
}

function sampledEntropies(design: readonly number[], noise: NoiseOptions, priorSd: number, of: "entropy" | "slope" = "entropy") {
  const log = tabulatedNoise(noise);
  const k = split(fixedKey("linearGain"), "theta", "normal", "gamma");
  const d = design.length;
  const theta = normals(k.theta, 2 * MOST);
  const bell = normals(k.normal, d * MOST);
  const skewed = gammas(k.gamma, d * MOST, 2, noise.scale);
  const outcome = new Float64Array(d);
  let count = 0;
  let work = 0;
  let mean = 0;
  let squares = 0;
  let se = Infinity;
  while (count < FEWEST || (count < MOST && work < BUDGET && se > WANTED_SE)) {
    const [a, b] = [priorSd * (theta[2 * count] as number), priorSd * (theta[2 * count + 1] as number)];
    for (let j = 0; j < d; j++) {
      const at = count * d + j;
      outcome[j] = a + b * (design[j] as number) + noise.sd * (bell[at] as number) + (skewed[at] as number);
    }
    const { [of]: entropy, points } = posteriorEntropy(design, outcome, log, priorSd, [a, b]);
    count++;
    work += points * d;
    const off = entropy - mean;
    mean += off / count;
    squares += off * (entropy - mean);
    if (count > 1) se = Math.sqrt(squares / (count - 1) / count);
  }
  return { mean, se };
}
