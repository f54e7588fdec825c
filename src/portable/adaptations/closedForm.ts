/** Bayes' rule for functions that are normal beforehand: a support point after the other, as `conditioned` (meta/conditioned.ts) does with tensors. */
import { isCount, isPositive, isText } from "../fields.js";
import type { Kernel, Point } from "../modelTypes.js";
import { type Layer, outputOf, readLayers, readNumber } from "../network.js";
import type { Adaptation } from "./types.js";

type Features = Float64Array;
type Covariance = (a: Features, b: Features) => number;

const dot = (a: Features, b: Features): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** By the name that a file has, of an amplitude. */
const kernels: Readonly<Record<Kernel, (amplitude: number) => Covariance>> = {
  linear: (amplitude) => (a, b) => amplitude ** 2 * dot(a, b),
  squaredExponential: (amplitude) => (a, b) =>
    amplitude ** 2 * Math.exp(-0.5 * a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0)),
};

/**
 * What the parameters of amplitude and noise count: so many units of their logarithms. In units of one they would have to go as far as weights need not, in
 * steps of the same size.
 */
export const logUnit = 10;

export const closedForm: Adaptation<"closedForm"> = {
  check({ features, kernel, scale, noise, leastVariance }, must) {
    must(isCount(features), "adaptation.features", "a whole number from 1 on");
    must(isText(kernel) && Object.hasOwn(kernels, kernel as string), "adaptation.kernel", Object.keys(kernels).join(" or "));
    must(isText(scale), "adaptation.scale", "a parameter's name");
    must(isText(noise), "adaptation.noise", "a parameter's name");
    must(isPositive(leastVariance), "adaptation.leastVariance", "a number above 0");
  },
  open(parameters, method) {
    const network = readLayers(parameters, method.network, 1, method.features + 1);
    const covariance = kernels[method.kernel](Math.exp(logUnit * readNumber(parameters, method.scale)));
    const noise = Math.exp(2 * logUnit * readNumber(parameters, method.noise)) + method.leastVariance;
    return { adapt: (points) => posterior(network, covariance, noise, points) };
  },
};

/** A point of the support, with what was believed of it given those before. */
interface Taken {
  /** Covariances with itself and the points after it, by their place. */
  readonly row: Float64Array;
  /** Its variance with the noise, and what it lacked of its y. */
  readonly variance: number;
  readonly lacks: number;
}

function posterior(network: readonly Layer[], covariance: Covariance, noise: number, points: readonly Point[]) {
  const seen = (x: number) => {
    const all = outputOf(network, [x]);
    return { features: all.subarray(0, -1), mean: all.at(-1) as number };
  };
  const taken: Taken[] = [];
  /** What is believed at features, given the points that were taken. @param others of the whole support */
  const given = ({ features, mean }: ReturnType<typeof seen>, others: readonly Features[]) => {
    const row = Float64Array.from(others, (other) => covariance(features, other));
    let [value, variance] = [mean, covariance(features, features)];
    for (const [j, one] of taken.entries()) {
      const gain = (row[j] as number) / one.variance;
      value += gain * one.lacks;
      variance -= gain * (row[j] as number);
      for (let l = j + 1; l < row.length; l++) row[l] = (row[l] as number) - gain * (one.row[l] as number);
    }
    return { row, value, variance: Math.max(0, variance) };
  };
  const support = points.map(({ x }) => seen(x));
  const others = support.map(({ features }) => features);
  for (const [j, { y }] of points.entries()) {
    const one = support[j] as ReturnType<typeof seen>;
    const { row, value, variance } = given(one, others);
    taken.push({ row, variance: variance + noise, lacks: y - value });
  }
  return {
    mean: (x: number) => given(seen(x), others).value,
    sd: (x: number) => Math.sqrt(given(seen(x), others).variance + noise),
  };
}
