/** What is known of each parameter, over what was known before. */
import { plain, withUnit } from "../../../basics/text.js";
import type { InferenceResult } from "../../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../../drawing/legend.js";
import { band, dots, line, segments } from "../../drawing/marks.js";
import { palette } from "../../drawing/palette.js";
import { type Panel, panelFrame, panels } from "../../drawing/panels.js";
import { type Figure, narrow, type Spec } from "../../drawing/render.js";
import type { InferredRun } from "../../reading/inference.js";
import { columnOf, quantiles, rangeOf, titleOf } from "./columns.js";

/** Beyond these a figure would be a wall. */
const most = 12;

export function marginalsFigure(inference: InferredRun): Figure {
  const { parameters } = inference.result;
  const words = parameters.map(({ name, unit, mean, interval: [low, high] }) => {
    return `${name} ${withUnit(plain(mean), unit)} (95 % interval ${plain(low)} to ${plain(high)})`;
  });
  return {
    name: "marginals",
    title: "What is known of each parameter",
    alt: `Densities of the parameters before and after the data: ${words.join("; ")}.`,
    caption:
      "Densities, smoothed from draws: grey before the data, blue after. Bar and dot: 95 % interval and mean after the data." +
      (parameters.length > most ? ` The first ${most} of ${parameters.length} parameters.` : ""),
    draw: (width) => drawMarginals(inference, width),
  };
}

function drawMarginals({ result: { parameters }, shown }: InferredRun, width: number): Spec {
  const told = parameters.slice(0, most);
  const columns = width <= narrow ? 1 : Math.min(3, told.length);
  const entries: LegendEntry[] = [
    { label: "before the data", swatch: "band", style: { color: palette.hairline } },
    { label: "after", swatch: "line", style: { color: palette.blue, strokeWidth: 2 } },
    { label: "95 % interval and mean", swatch: "line", style: { color: palette.vermillion, strokeWidth: 3 } },
  ];
  const grid = {
    total: width,
    columns,
    height: 130,
    margin: { left: 14, right: 16, top: legendHeight(entries, width), bottom: 46 },
    gap: { x: 28, y: 62 },
  };
  const made = told.map((parameter, j): Panel => {
    const [prior, posterior] = [columnOf(shown.prior, j), columnOf(shown.posterior, j)];
    const domain = rangeOf(prior, posterior);
    const curves = [prior, posterior].map((values) => density(values, domain));
    const height = 1.06 * Math.max(...curves.flat().map(({ y }) => y));
    const y = { domain: [-0.08 * height, height] as const, shown: false };
    const frame = panelFrame(grid, j, { domain, title: titleOf(parameter), grid: false, ticks: 5 }, y);
    return {
      frame,
      layers: [...layersOf(parameter, curves as [Curve, Curve], height), ...(j === 0 ? legend(frame, entries) : [])],
    };
  });
  return panels(grid, made);
}

type Curve = { readonly x: number; readonly y: number }[];

function layersOf(
  { mean, interval: [low, high] }: InferenceResult["parameters"][number],
  [prior, posterior]: [Curve, Curve],
  height: number,
): Spec[] {
  const at = -0.045 * height;
  return [
    band(
      prior.map(({ x, y }) => ({ x, y, y2: 0 })),
      { color: palette.hairline },
    ),
    line(prior, { color: palette.faint, strokeWidth: 1 }),
    line(posterior, { color: palette.blue, strokeWidth: 2 }),
    segments([{ x: low, y: at, x2: high, y2: at }], { color: palette.vermillion, strokeWidth: 3 }),
    dots([{ x: mean, y: at }], { color: palette.vermillion, size: 45, stroke: palette.paper, strokeWidth: 0.7 }),
  ];
}

const points = 160;

/** A density of draws along a range, by normal kernels (Silverman 1986, equation 3.31). */
export function density(values: readonly number[], [from, to]: readonly [number, number]): Curve {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
  const [q1, q3] = quantiles(values, 0.25, 0.75) as [number, number];
  const width = 0.9 * (Math.min(sd, (q3 - q1) / 1.34) || sd || (to - from) / 100) * n ** -0.2;
  return Array.from({ length: points + 1 }, (_, i) => {
    const x = from + (i / points) * (to - from);
    const y = values.reduce((sum, value) => sum + Math.exp(-0.5 * ((x - value) / width) ** 2), 0);
    return { x, y: y / (n * width * Math.sqrt(2 * Math.PI)) };
  });
}
