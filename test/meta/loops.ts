/** Networks and their gradients in plain loops and double precision: weights of each task are written out. */

export interface PlainLayer {
  /** [inputs][outputs] */
  w: number[][];
  b: number[];
}
export type PlainNet = PlainLayer[];

/** The input of every layer, and last the output. */
export function pass(net: PlainNet, x: number): number[][] {
  const values = [[x]];
  net.forEach(({ w, b }, l) => {
    const input = values[l] as number[];
    const out = b.map((bias, o) => input.reduce((sum, v, i) => sum + v * ((w[i] as number[])[o] as number), bias));
    values.push(l === net.length - 1 ? out : out.map((v) => Math.max(0, v)));
  });
  return values;
}

export const predict = (net: PlainNet, x: number): number => pass(net, x).at(-1)?.[0] as number;

export const loss = (net: PlainNet, xs: number[], ys: number[]): number =>
  xs.reduce((sum, x, i) => sum + (predict(net, x) - (ys[i] as number)) ** 2, 0) / xs.length;

/** The gradient of `loss`. */
export function gradient(net: PlainNet, xs: number[], ys: number[]): PlainNet {
  const grads = net.map(({ w, b }) => ({ w: w.map((row) => row.map(() => 0)), b: b.map(() => 0) }));
  xs.forEach((x, n) => {
    const values = pass(net, x);
    let error = [(2 / xs.length) * ((values.at(-1)?.[0] as number) - (ys[n] as number))];
    for (let l = net.length - 1; l >= 0; l--) {
      const [input, layer, grad] = [values[l] as number[], net[l] as PlainLayer, grads[l] as PlainLayer];
      error.forEach((e, o) => {
        grad.b[o] = (grad.b[o] as number) + e;
        input.forEach((v, i) => {
          const row = grad.w[i] as number[];
          row[o] = (row[o] as number) + v * e;
        });
      });
      error = input.map((v, i) =>
        v > 0 ? error.reduce((sum, e, o) => sum + e * ((layer.w[i] as number[])[o] as number), 0) : 0,
      );
    }
  });
  return grads;
}

/** net + factor·by, from layer `from` on. */
export function moved(net: PlainNet, by: PlainNet, factor: number, from = 0): PlainNet {
  return net.map(({ w, b }, l) => {
    const step = by[l] as PlainLayer;
    const f = l < from ? 0 : factor;
    return {
      w: w.map((row, i) => row.map((v, o) => v + f * ((step.w[i] as number[])[o] as number))),
      b: b.map((v, o) => v + f * (step.b[o] as number)),
    };
  });
}

export function descended(net: PlainNet, xs: number[], ys: number[], rate: number, steps: number, from = 0): PlainNet {
  let now = net;
  for (let s = 0; s < steps; s++) now = moved(now, gradient(now, xs, ys), -rate, from);
  return now;
}

/** All numbers, layer by layer, weights before biases. */
export const flat = (net: PlainNet): number[] => net.flatMap(({ w, b }) => [...w.flat(), ...b]);

export function netOf(numbers: readonly number[], sizes: readonly number[]): PlainNet {
  let at = 0;
  const take = (n: number) => {
    at += n;
    return numbers.slice(at - n, at);
  };
  return sizes.slice(1).map((outputs, l) => {
    const inputs = sizes[l] as number;
    return { w: Array.from({ length: inputs }, () => take(outputs)), b: take(outputs) };
  });
}
