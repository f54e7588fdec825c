import { bits } from "../../../numbers/keys.js";
import type { KnownTask } from "../task.js";

export const oneHot: KnownTask = {
  name: "oneHot",
  summary: "x = y, uniform on so many values, as columns of zeros and a one: a table of scores is all there is to learn",
  reference: "Choi and Lee 2022, Combating the instability of mutual information-based losses via regularization, section 3",
  settings: {
    values: { default: 16, min: 2, max: 1024, help: "how many values there are; the information is the logarithm of it" },
  },
  open({ values }) {
    const count = values as number;
    return {
      columns: { x: count, y: count },
      levels: [Math.log(count)],
      draw(k, n) {
        const x = new Float32Array(n * count);
        bits(k, n).forEach((word, i) => {
          x[i * count + Math.floor((word / 2 ** 32) * count)] = 1;
        });
        return { x, y: x };
      },
      densities({ x, y }) {
        const n = x.length / count;
        const places = Array.from({ length: n }, (_, i) => x.subarray(i * count, (i + 1) * count).indexOf(1));
        const others = Array.from({ length: n }, (_, j) => y.subarray(j * count, (j + 1) * count).indexOf(1));
        return {
          logLikelihood: Float32Array.from({ length: n * n }, (_, at) =>
            places[Math.floor(at / n)] === others[at % n] ? 0 : Number.NEGATIVE_INFINITY,
          ),
          logMarginal: new Float32Array(n).fill(-Math.log(count)),
        };
      },
    };
  },
};
