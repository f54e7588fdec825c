/** What an auxiliary network says of single pairs, along x at a few y, beside what is true of them. */
import { short } from "../../../basics/digits.js";
import { significant } from "../../../basics/text.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { type Frame, labelRoom, line, plot } from "../../drawing/marks.js";
import { colourOf, palette } from "../../drawing/palette.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { BenchmarkRun } from "../../reading/benchmark.js";

type Slices = NonNullable<NonNullable<BenchmarkRun["result"]["pointwise"]>["slices"]>;

/** undefined where nothing is said of single pairs, or they are of more columns than two. */
export function pointwiseFigure({ result: { pointwise, levels, estimator } }: BenchmarkRun): Figure | undefined {
  const { rms = null, within95 = null, slices } = pointwise ?? {};
  const information = levels.at(-1)?.information;
  if (!slices || rms === null || within95 === null || information === undefined) return undefined;
  return {
    name: "pointwise",
    title: "What its second network says of single pairs",
    alt: `Information of single pairs along x at ${slices.y.length} values of y, by ${estimator} and in truth: of pairs as they are drawn 95 % are within ${significant(within95, 3)} nats of the truth.`,
    caption: `The log ratio of the densities of pairs, at ${short(information, 4)} nats of information. Colours: found; grey: the truth. Root mean square error over pairs as they are drawn: ${significant(rms, 3)} nats; 95 % of them are within ${significant(within95, 3)}.`,
    draw: (width) => draw(slices, width),
  };
}

function draw({ x, y, found, truth }: Slices, width: number): Spec {
  const small = width <= narrow;
  const all = [...found, ...truth].flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const pad = 0.05 * (high - low);
  const known = { color: palette.quiet, strokeWidth: 5, opacity: 0.35 };
  const entries: LegendEntry[] = [
    ...y.map(
      (at, i): LegendEntry => ({
        label: `y = ${significant(at, 2)}`,
        swatch: "line",
        style: { color: colourOf(i), strokeWidth: 2 },
      }),
    ),
    { label: "truth", swatch: "line", style: known },
  ];
  const vertical = { domain: [low - pad, high + pad] as const, title: "nats" };
  const frame: Frame = {
    total: width,
    height: small ? 250 : 320,
    margin: { left: labelRoom(52, vertical), right: 18, top: legendHeight(entries, width), bottom: 46 },
    x: { domain: [x[0] as number, x.at(-1) as number], title: "x", ticks: small ? 5 : 8 },
    y: vertical,
  };
  const along = (values: readonly number[] = []) => values.map((one, i) => ({ x: x[i] as number, y: one }));
  return plot(frame, [
    ...y.map((_, i) => line(along(truth[i]), known)),
    ...y.map((_, i) => line(along(found[i]), { color: colourOf(i), strokeWidth: 2 })),
    ...legend(frame, entries),
  ]);
}
