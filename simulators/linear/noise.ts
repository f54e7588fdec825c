/**
 * The noise of the linear model, N(0, sd²) + Gamma(2, scale): its exact log density, in double precision and without
 * overflow or cancellation anywhere. With r = sd/scale and m = x/sd - r,
 *   log p(x) = 2 log r - log sd - r m - r²/2 + log G(m),   G(m) = m Φ(m) + φ(m),
 * from completing the square in the convolution's integral.
 */
import { erfcx, normalTail } from "../../src/numbers/special.js";
import { type Tabulated, tabulate, valueAt } from "../../src/numbers/tabulated.js";

const ROOT_TAU = Math.sqrt(2 * Math.PI);

export interface NoiseOptions {
  readonly sd: number;
  /** Scale of the gamma part, whose mean is twice this. */
  readonly scale: number;
}

/** log G(m) and its derivative Φ(m)/G(m). Below 0 both are written with Mills' ratio, where G itself underflows. */
export function logGain(m: number): [number, number] {
  const a = Math.abs(m);
  const mills = Math.sqrt(Math.PI / 2) * erfcx(a * Math.SQRT1_2); // (1 - Φ(a))/φ(a)
  const rest = a < 1e4 ? 1 - a * mills : 1 / (a * a + 3); // G(-a)/φ(a)
  if (m < 0) return [-0.5 * a * a - Math.log(ROOT_TAU) + Math.log(rest), mills / rest];
  const gain = m + (Math.exp(-0.5 * m * m) / ROOT_TAU) * rest;
  return [Math.log(gain), (1 - normalTail(m)) / gain];
}

/** Log density at x, nats, and its derivative. */
export function logNoise({ sd, scale }: NoiseOptions, x: number): [number, number] {
  const r = sd / scale;
  const m = x / sd - r;
  const [value, slope] = logGain(m);
  return [2 * Math.log(r) - Math.log(sd) - r * m - 0.5 * r * r + value, (slope - r) / sd];
}

export function tabulatedNoise(options: NoiseOptions): Tabulated {
  return tabulate((x) => logNoise(options, x), options.sd ** 2 / options.scale, options.sd);
}

/** Where the normal part is so many times the gamma's scale, skewness γ = 4 (scale/sd)³ takes only γ²/12 < 1e-9 from the normal's entropy. */
const NEARLY_NORMAL = 40;

/** Differential entropy in nats: -∫ p log p by the trapezoid rule, which is exact to rounding for a smooth density with thin tails. */
export function noiseEntropy(options: NoiseOptions): number {
  const { sd, scale } = options;
  const variance = sd * sd + 2 * scale * scale;
  // The density's logarithm is a difference of numbers of size (sd/scale)², which would lose their digits.
  if (sd > NEARLY_NORMAL * scale)
    return 0.5 * Math.log(2 * Math.PI * Math.E * variance) - (4 / 3) * (scale / Math.sqrt(variance)) ** 6;
  const step = sd / 16;
  const low = -12 * sd;
  const high = 12 * sd + 45 * scale;
  const log = tabulatedNoise(options);
  let sum = 0;
  for (let x = low; x < high; x += step) {
    const value = valueAt(log, x);
    sum -= value * Math.exp(value);
  }
  return sum * step;
}
