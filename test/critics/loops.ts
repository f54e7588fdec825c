/** Networks and critics again, as loops over plain numbers. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Params } from "../../src/types.js";

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

/** One input row through the network `name`. */
export function mlpLoop(params: Params, name: string, x: readonly number[]): number[] {
  let row = [...x];
  for (let layer = 0; params[`${name}/w${layer}`]; layer++) {
    const weights = (params[`${name}/w${layer}`] as Tensor).arraySync() as number[][];
    const biases = (params[`${name}/b${layer}`] as Tensor).arraySync() as number[];
    const input = layer === 0 ? row : row.map((v) => Math.max(0, v));
    row = biases.map((b, k) => b + input.reduce((sum, v, i) => sum + v * ((weights[i] as number[])[k] as number), 0));
  }
  return row;
}

const unit = (x: readonly number[]): number[] => x.map((v) => v / Math.sqrt(dot(x, x)));

/** The score of one pair. */
export const scoreLoops: Readonly<
  Record<string, (params: Params, theta: readonly number[], outcome: readonly number[]) => number>
> = {
  joint: (params, theta, outcome) => mlpLoop(params, "critic/pair", [...theta, ...outcome])[0] as number,
  separable: (params, theta, outcome) => {
    const a = mlpLoop(params, "critic/theta", theta);
    return dot(a, mlpLoop(params, "critic/outcome", outcome)) / Math.sqrt(a.length);
  },
  bilinear: (params, theta, outcome) => {
    const temperature = Math.exp((params["critic/logTemperature"] as Tensor).arraySync() as number);
    return temperature * dot(unit(mlpLoop(params, "critic/theta", theta)), unit(mlpLoop(params, "critic/outcome", outcome)));
  },
  gaussian: (params, theta, outcome) => {
    const p = theta.length;
    const skip = (params["critic/skip"] as Tensor).arraySync() as number[][];
    const direct = (k: number): number => outcome.reduce((sum, y, i) => sum + y * ((skip[i] as number[])[k] as number), 0);
    const said = mlpLoop(params, "critic/outcome", outcome).map((v, k) => v + direct(k));
    const own = 2 * p + (p * (p - 1)) / 2;
    const h = mlpLoop(params, "critic/theta", theta);
    let score = ((params["critic/offset"] as Tensor).arraySync() as number[][])[0]?.[0] as number;
    score += dot(h, said.slice(own)) / Math.sqrt(h.length);
    for (let k = 0, next = 2 * p; k < p; next += k, k++) {
      const value = theta[k] as number;
      const centre = (said[k] as number) + dot(theta.slice(0, k), said.slice(next, next + k));
      const logPrecision = said[p + k] as number;
      score += logPrecision - 0.5 * (Math.exp(logPrecision) * (value - centre)) ** 2 + 0.5 * value ** 2;
    }
    return score;
  },
};
