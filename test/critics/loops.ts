/** Networks and critics again, as loops over plain numbers. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Params } from "../../src/contracts/values.js";

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

/** One input row through the network `name`. */
export function mlpLoop(params: Params, name: string, x: readonly number[], unit = (v: number) => Math.max(0, v)): number[] {
  let row = [...x];
  for (let layer = 0; params[`${name}/w${layer}`]; layer++) {
    const weights = (params[`${name}/w${layer}`] as Tensor).arraySync() as number[][];
    const biases = (params[`${name}/b${layer}`] as Tensor).arraySync() as number[];
    const input = layer === 0 ? row : row.map((v) => unit(v));
    row = biases.map((b, k) => b + input.reduce((sum, v, i) => sum + v * ((weights[i] as number[])[k] as number), 0));
  }
  return row;
}

/** The history through layers of gated recurrent units: the last one's output after the last measurement. */
function gruLoop(params: Params, history: readonly number[], width: number): number[] {
  const rows = (name: string) => (params[name] as Tensor).arraySync() as number[][];
  const times = (x: readonly number[], w: number[][], k: number) =>
    x.reduce((sum, v, i) => sum + v * ((w[i] as number[])[k] as number), 0);
  const memory: number[][] = [];
  let x: number[] = [];
  for (let at = 0; at < history.length; at += width) {
    x = history.slice(at, at + width);
    for (let i = 0; params[`critic/gru${i}/w`]; i++) {
      const [w, u] = [rows(`critic/gru${i}/w`), rows(`critic/gru${i}/u`)];
      const b = (params[`critic/gru${i}/b`] as Tensor).arraySync() as number[];
      const h = memory[i] ?? u.map(() => 0);
      const gate = (k: number) => 1 / (1 + Math.exp(-(times(x, w, k) + times(h, u, k) + (b[k] as number))));
      x = h.map((old, j) => {
        const [reset, keep, last] = [gate(j), gate(h.length + j), 2 * h.length + j];
        return (1 - keep) * Math.tanh(times(x, w, last) + (b[last] as number) + reset * times(h, u, last)) + keep * old;
      });
      memory[i] = x;
    }
  }
  return x;
}

/** The Gaussian head: what an encoding says about theta. */
function headLoop(params: Params, theta: readonly number[], said: readonly number[]): number {
  const p = theta.length;
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
}

/** x through the linear map beside the network. */
function directLoop(params: Params, x: readonly number[]): (k: number) => number {
  const skip = (params["critic/skip"] as Tensor).arraySync() as number[][];
  return (k) => x.reduce((sum, y, i) => sum + y * ((skip[i] as number[])[k] as number), 0);
}

const unit = (x: readonly number[]): number[] => x.map((v) => v / Math.sqrt(dot(x, x)));

function separableLoop(
  params: Params,
  theta: readonly number[],
  outcome: readonly number[],
  ofSum?: (v: number) => number,
): number {
  const a = mlpLoop(params, "critic/theta", theta, ofSum);
  return dot(a, mlpLoop(params, "critic/outcome", outcome, ofSum)) / Math.sqrt(a.length);
}

/** The score of one pair. */
export const scoreLoops: Readonly<
  Record<string, (params: Params, theta: readonly number[], outcome: readonly number[]) => number>
> = {
  joint: (params, theta, outcome) => mlpLoop(params, "critic/pair", [...theta, ...outcome])[0] as number,
  twoHeaded: (params, theta, outcome) => mlpLoop(params, "critic/pair", [...theta, ...outcome])[0] as number,
  separable: (params, theta, outcome) => separableLoop(params, theta, outcome),
  separableTanh: (params, theta, outcome) => separableLoop(params, theta, outcome, Math.tanh),
  bilinear: (params, theta, outcome) => {
    const temperature = Math.exp((params["critic/logTemperature"] as Tensor).arraySync() as number);
    return temperature * dot(unit(mlpLoop(params, "critic/theta", theta)), unit(mlpLoop(params, "critic/outcome", outcome)));
  },
  gaussian: (params, theta, outcome) => {
    const direct = directLoop(params, outcome);
    const said = mlpLoop(params, "critic/outcome", outcome).map((v, k) => v + direct(k));
    return headLoop(params, theta, said);
  },
  recurrent: (params, theta, outcome) => {
    const direct = directLoop(params, outcome);
    const last = gruLoop(params, outcome, (params["critic/gru0/w"] as Tensor).shape[0] as number);
    return headLoop(
      params,
      theta,
      mlpLoop(params, "critic/read", last).map((v, k) => v + direct(k)),
    );
  },
  deepSets: (params, theta, outcome) => {
    const width = (params["critic/skip"] as Tensor).shape[0] as number;
    const count = outcome.length / width;
    const parts = Array.from({ length: count }, (_, t) => outcome.slice(t * width, (t + 1) * width));
    const encoded = parts.map((part) => mlpLoop(params, "critic/encoder", part));
    const mean = (encoded[0] as number[]).map((_, j) => encoded.reduce((sum, e) => sum + (e[j] as number), 0) / count);
    const direct = parts.map((part) => directLoop(params, part));
    const said = mlpLoop(params, "critic/decoder", mean).map((v, k) => v + direct.reduce((sum, d) => sum + d(k), 0) / count);
    return headLoop(params, theta, said);
  },
};
