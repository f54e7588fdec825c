/** Where measurements of two numbers or more are made, in the plane of the first two: a design at once, a policy step by step. */

import type { NamedGain } from "../../contracts/gain.js";
import { inPieces } from "../../numbers/measurements.js";
import { comparedName } from "../../records/difference.js";
import type { Rollouts } from "../../records/types.js";
import { type LegendEntry, legend, legendHeight } from "../drawing/legend.js";
import { type Axis, atX, atY, dots, labelRoom, texts } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import { type Grid, type Panel, panelFrame, panels } from "../drawing/panels.js";
import { type Figure, narrow, type Spec } from "../drawing/render.js";
import { staticOf } from "../reading/decisions.js";
import { boundsOf, designOf, designWords, isPolicy, numberTitle, scaleOf, widthIn } from "../reading/facts.js";
import type { Run } from "../reading/run.js";

/** More steps than these would be a screenful: of more, these many are shown, from the first to the last. */
const mostPanels = 9;

export function planeFigure(run: Run): Figure | undefined {
  const width = widthIn(run);
  if (width < 2) return undefined;
  return isPolicy(run) ? planeOfPolicy(run, width) : planeOfDesign(run, width);
}

const onlyFirst = (run: Run, width: number): string =>
  width > 2 ? ` A measurement has ${width} numbers: drawn are ${numberTitle(run, 0)} and ${numberTitle(run, 1)}.` : "";

function planeOfDesign(run: Run, width: number): Figure | undefined {
  const design = designOf(run);
  if (design.length === 0) return undefined;
  const compared = (run.result?.baselines ?? []).find((one) => one.design?.length === design.length);
  return {
    name: "plane",
    title: run.result ? "Where to measure" : "Where to measure, so far",
    alt: `The plane of measurements, with the design in it: ${designWords(run)}.`,
    caption: `Numbered dots: the design${compared ? `; open: ${comparedName(compared)}` : ""}. The plane is what is allowed.${onlyFirst(run, width)}`,
    draw: (total) => drawPlane(run, inPieces(design, width), compared, total),
  };
}

function planeOfPolicy(run: Run, width: number): Figure | undefined {
  const { rollouts } = run;
  if (!rollouts) return undefined;
  const all = (rollouts.design[0] ?? []).length / width;
  const steps = stepsShown(all);
  const planned = staticOf(run);
  return {
    name: "plane",
    title: "Where the policy measures, step by step",
    alt: `${steps.length} panels: where measurement ${steps.map((step) => step + 1).join(", ")} is made in the plane, in ${rollouts.design.length} simulated experiments.`,
    caption:
      `One dot an experiment, of ${rollouts.design.length}; the first measurement is the same in all of them.` +
      (planned ? " Cross: the best static design, which does not look." : "") +
      (steps.length < all ? ` ${steps.length} of ${all} steps.` : "") +
      onlyFirst(run, width),
    draw: (total) => drawSteps(run, rollouts, steps, width, total),
  };
}

/** All of them, or as many as there is room for, evenly from the first to the last. */
function stepsShown(all: number): number[] {
  const count = Math.min(all, mostPanels);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * (all - 1)) / (count - 1))));
}

/** The axis of the j-th number of every measurement. */
function axisIn(run: Run, j: number, titled: boolean): Axis {
  const width = widthIn(run);
  const own = (all: readonly number[]) => all.filter((_, i) => i % width === j);
  const { low, high } = boundsOf(run);
  const domain: [number, number] = [Math.min(...own(low)), Math.max(...own(high))];
  const log = scaleOf(run, j) === "log" && domain[0] > 0 ? { log: true } : {};
  return { domain, ...log, ticks: 5, grid: true, ...(titled ? { title: numberTitle(run, j) } : {}) };
}

const pointOf = (place: readonly number[]) => ({ x: place[0] as number, y: place[1] as number });

function drawPlane(run: Run, places: readonly number[][], compared: NamedGain | undefined, total: number): Spec {
  const planned = inPieces(compared?.design ?? [], widthIn(run));
  const entries: LegendEntry[] = [
    { label: run.result ? "optimised" : "so far", swatch: "point", style: { color: palette.vermillion, size: 70 } },
    ...(compared ? [{ label: comparedName(compared), swatch: "point" as const, style: openStyle }] : []),
  ];
  const y = axisIn(run, 1, true);
  const side = Math.min(total, 480);
  const left = labelRoom(60, y);
  const margin = { left, right: 20 + total - side, top: legendHeight(entries, total), bottom: 46 };
  const grid: Grid = { total, columns: 1, height: side - left - 20, margin, gap: { x: 0, y: 0 } };
  const frame = panelFrame(grid, 0, axisIn(run, 0, true), y);
  const layers = [
    ...(compared ? [dots(planned.map(pointOf), openStyle)] : []),
    dots(places.map(pointOf), { color: palette.vermillion, size: 70, stroke: palette.paper, strokeWidth: 0.8, clip: false }),
    texts(
      places.map((place, i) => ({ ...pointOf(place), text: String(i + 1) })),
      { dx: 7, dy: -8 },
    ),
    ...legend(frame, entries),
  ];
  return panels(grid, [{ frame, layers }]);
}

const openStyle: Spec = { filled: false, color: palette.quiet, size: 60, strokeWidth: 1.5 };
const crossStyle: Spec = { filled: false, color: palette.vermillion, shape: "cross", size: 110, strokeWidth: 1.6 };

function drawSteps(run: Run, { design }: Rollouts, steps: readonly number[], width: number, total: number): Spec {
  const planned = staticOf(run);
  const entries: LegendEntry[] = [
    { label: "policy, one experiment", swatch: "point", style: { color: palette.blue, size: 40 } },
    ...(planned ? [{ label: "static design", swatch: "point" as const, style: crossStyle }] : []),
  ];
  const columns = Math.min(steps.length, total <= narrow ? 2 : 3);
  const room = labelRoom(46, axisIn(run, 1, true));
  const gap = { x: labelRoom(34, axisIn(run, 1, false)), y: 62 };
  const margin = { left: room, right: 14, top: legendHeight(entries, total) + 24, bottom: 46 };
  const side = Math.floor((total - margin.left - margin.right - (columns - 1) * gap.x) / columns);
  const grid: Grid = { total, columns, height: Math.min(side, 300), margin, gap };
  const list = steps.map((step, i): Panel => {
    const isLast = i + columns >= steps.length;
    const frame = panelFrame(grid, i, axisIn(run, 0, isLast), axisIn(run, 1, i % columns === 0));
    const at = (row: readonly number[]) => pointOf(row.slice(step * width, (step + 1) * width));
    const cross = planned ? [dots([at(planned)], { ...crossStyle, clip: false })] : [];
    return {
      frame,
      layers: [
        dots(design.map(at), { color: palette.blue, size: 22, opacity: 0.5 }),
        ...cross,
        texts([{ x: atX(frame, 0), y: atY(frame, -12), text: `measurement ${step + 1}` }], { fontWeight: "bold" }),
        ...(i === 0 ? legend(frame, entries, 24) : []),
      ],
    };
  });
  return panels(grid, list);
}
