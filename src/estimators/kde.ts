import { errorOfMean, mean } from "../basics/statistics.js";
import type { SettingSpecs } from "../contracts/values.js";
import { kernelLogDensities } from "./classical/kernelDensity.js";
import { sideBySide } from "./classical/nearestNeighbours.js";
import { sameRows } from "./classical/tables.js";
import { ofSamples } from "./ofSamples.js";
import { settable } from "./settable.js";

const settings = {
  leaveOut: {
    default: true,
    help: "each row's density from the other rows (true), or from its own kernel too (false), which is too high",
  },
} as const satisfies SettingSpecs;

export const kde = settable(settings, ({ leaveOut }) =>
  ofSamples({
    name: "kde",
    summary: "densities of x, y and both, by normal kernels as wide as Scott's rule says",
    use: "one or two smooth columns and up to some ten thousand rows (time grows with their square)",
    reference:
      "Moon, Rajagopalan and Lall 1995, Estimation of mutual information using kernel density estimators; Scott 1992, eq. 6.42",
    mostRows: 10_000,
    samples: "continuous",
    estimate(x, y) {
      const n = sameRows(x, y, 3 + x.columns + y.columns);
      const both = { columns: x.columns + y.columns, values: sideBySide(x.values, x.columns, y.values, y.columns, n) };
      const [ofX, ofY, ofBoth] = [x, y, both].map((table) => kernelLogDensities(table, leaveOut)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      const terms = Array.from(ofBoth, (log, i) => log - (ofX[i] as number) - (ofY[i] as number));
      return { value: mean(terms), se: errorOfMean(terms) };
    },
  }),
);
