import { check } from "../basics/errors.js";
import type { Table } from "../contracts/bounds.js";
import type { SettingSpecs } from "../contracts/values.js";
import { countedInformation } from "./classical/counted.js";
import { rowsOf } from "./classical/tables.js";
import { ofSamples } from "./ofSamples.js";
import { settable } from "./settable.js";

const settings = {
  bins: {
    default: 0,
    min: 0,
    max: 1000,
    help: "intervals of each column; 0: as many as leave five rows in each cell on average",
  },
} as const satisfies SettingSpecs;

/** With fewer, the correction of the bias is larger than what is left of it. */
const rowsInCell = 5;

export const histogram = settable(settings, ({ bins }) =>
  ofSamples({
    name: "histogram",
    summary: "each column cut into intervals that hold equally many rows, and the pairs of intervals counted",
    use: "one column on each side and many rows, where something simple is to be compared with; biased otherwise",
    reference: "Darbellay and Vajda 1999, Estimation of the information by an adaptive partitioning; correction: Miller 1955",
    cap: (n) => Math.log(n),
    samples: "continuous",
    estimate(x, y) {
      const n = rowsOf(x);
      const each = bins || Math.max(2, Math.round((n / rowsInCell) ** (1 / (x.columns + y.columns))));
      check(each >= 2, "a histogram needs two intervals or more");
      return countedInformation(binned(x, each), binned(y, each));
    },
  }),
);

/** Equal numbers stay together, so intervals of columns with few different ones hold more. */
function binned({ columns, values }: Table, bins: number): Table {
  const n = values.length / columns;
  const out = new Float64Array(values.length);
  for (let j = 0; j < columns; j++) {
    const column = Float64Array.from({ length: n }, (_, i) => values[i * columns + j] as number);
    const sorted = column.slice().sort();
    const ends = Array.from({ length: bins - 1 }, (_, b) => sorted[Math.floor(((b + 1) * n) / bins)] as number);
    column.forEach((value, i) => {
      let [low, high] = [0, ends.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] as number) <= value) low = middle + 1;
        else high = middle;
      }
      out[i * columns + j] = low;
    });
  }
  return { columns, values: out };
}
