/** Special functions in double precision, fast enough for inner loops. */

/** Below this, the series of erf; above, Laplace's continued fraction. Only the Chebyshev nodes are computed this way. */
const SERIES_BELOW = 1.5;
const TERMS = 32;
const CENTRE = 3.75; // Shepherd and Laframboise 1981, Mathematics of Computation 36, "Chebyshev approximation of (1 + 2x)exp(x²)erfc x"

function slowErfcx(x: number): number {
  if (x < SERIES_BELOW) {
    let term = x;
    let sum = x;
    for (let n = 1; term > 1e-18 * sum; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return Math.exp(x * x) - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let tail = x;
  for (let k = 200; k > 0; k--) tail = x + k / 2 / tail;
  return 1 / (Math.sqrt(Math.PI) * tail);
}

/** (1 + 2x) erfcx(x) is smooth in t = (x - c) / (x + c) on [-1, 1]: its Chebyshev coefficients. */
const chebyshev = (() => {
  const nodes = Array.from({ length: TERMS }, (_, j) => Math.cos((Math.PI * (j + 0.5)) / TERMS));
  const values = nodes.map((t) => {
    const x = (CENTRE * (1 + t)) / (1 - t);
    return (1 + 2 * x) * slowErfcx(x);
  });
  return Float64Array.from({ length: TERMS }, (_, k) => {
    const sum = values.reduce((s, v, j) => s + v * Math.cos((Math.PI * k * (j + 0.5)) / TERMS), 0);
    return (sum * (k === 0 ? 1 : 2)) / TERMS;
  });
})();

/** exp(x²) erfc(x), the part of erfc that does not underflow; overflows to Infinity below about -26.6. */
export function erfcx(x: number): number {
  if (x < 0) return 2 * Math.exp(x * x) - erfcx(-x);
  const t = (x - CENTRE) / (x + CENTRE);
  let b1 = 0;
  let b2 = 0;
  for (let k = TERMS - 1; k > 0; k--) {
    const b = 2 * t * b1 - b2 + (chebyshev[k] as number);
    b2 = b1;
    b1 = b;
  }
  return (t * b1 - b2 + (chebyshev[0] as number)) / (1 + 2 * x);
}

/** P(Z > z) for a standard normal Z; the relative error stays near rounding far into the tail. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  return 0.5 * Math.exp(-0.5 * z * z) * erfcx(z * Math.SQRT1_2);
}

/** What a standard normal density has in its logarithm beside -z²/2, but for the sign. */
export const halfLogTau = 0.5 * Math.log(2 * Math.PI);

/** log Γ(x) for x > 0: Stirling's series, reached by recurrence. */
export function logGamma(x: number): number {
  let product = 1;
  let z = x;
  while (z < 10) product *= z++;
  const inverse = 1 / z;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (z - 0.5) * Math.log(z) - z + halfLogTau + series - Math.log(product);
}

/** ψ(x), the derivative of log Γ, for x > 0: its asymptotic series, reached by recurrence (Abramowitz and Stegun 1964, 6.3.18). */
export function digamma(x: number): number {
  let [z, sum] = [x, 0];
  for (; z < 12; z++) sum -= 1 / z;
  const square = 1 / (z * z);
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return sum + Math.log(z) - 0.5 / z - series;
}

const logFactorials = Float64Array.from({ length: 128 }, (_, k) => logGamma(k + 1));

/** log k! for a whole k >= 0. */
export function logFactorial(k: number): number {
  return k < logFactorials.length ? (logFactorials[k] as number) : logGamma(k + 1);
}
