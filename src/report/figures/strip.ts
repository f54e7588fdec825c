/** Dots stacked where measurements are made, with their values above: the design itself, readable where numbers coincide. */
import { designNumbers } from "../format.js";
import { atX, atY, dots, type Frame, fontSize, pixelX, plotWidth, segments, texts, textWidth } from "../marks.js";
import { palette } from "../palette.js";
import type { Spec } from "../render.js";
import { clusters, groupLabel, spread } from "../spread.js";

const dotSize = 9;
const stackGap = 10;

interface Stack {
  readonly centre: number; // pixels from the left
  readonly members: readonly number[]; // values
  readonly label: string;
}

function stacksOf(design: readonly number[], frame: Frame): Stack[] {
  const [low, high] = frame.x.domain;
  const printed = designNumbers(design, high - low);
  const pixels = design.map((value) => pixelX(frame, value));
  return clusters(pixels, dotSize).map((group) => ({
    centre: group.reduce((sum, i) => sum + (pixels[i] as number), 0) / group.length,
    members: group.map((i) => design[i] as number),
    label: groupLabel(group.map((i) => printed[i] as string)),
  }));
}

interface Layout {
  readonly stacks: readonly Stack[];
  /** Dots of a stack are squeezed together above six. */
  readonly dotStep: number;
  readonly tallest: number;
  /** Labels turned by 90 degrees where they would not fit side by side; none where even that fails. */
  readonly labels: "flat" | "turned" | "none";
  readonly labelHeight: number;
}

function layout(design: readonly number[], frame: Frame): Layout {
  const stacks = stacksOf(design, frame);
  const most = Math.max(1, ...stacks.map(({ members }) => members.length));
  const dotStep = most > 6 ? (6 * stackGap) / most : stackGap;
  const widths = stacks.map(({ label }) => textWidth(label) + 10);
  const room = plotWidth(frame) + 40;
  const flat = widths.reduce((sum, width) => sum + width, 0) <= room;
  const labels = flat ? "flat" : stacks.length * (fontSize + 3) <= room ? "turned" : "none";
  const labelHeight = labels === "flat" ? fontSize + 4 : labels === "turned" ? Math.max(...widths) : 0;
  return { stacks, dotStep, tallest: most * dotStep, labels, labelHeight };
}

/** Room that the strip needs above the plot. */
export function stripHeight(design: readonly number[], frame: Frame): number {
  const { tallest, labelHeight } = layout(design, frame);
  return tallest + labelHeight + 22;
}

/** Layers of the strip, standing on the plot's top edge. */
export function strip(design: readonly number[], frame: Frame, colour: string = palette.vermillion): Spec[] {
  const { stacks, dotStep, tallest, labels } = layout(design, frame);
  const points = stacks.flatMap(({ centre, members }) =>
    members.map((_, i) => ({ x: atX(frame, centre), y: atY(frame, -(dotSize / 2 + 3 + i * dotStep)) })),
  );
  const extents = stacks.map(({ label }) => (labels === "flat" ? textWidth(label) + 10 : fontSize + 3));
  const placed = spread(
    stacks.map(({ centre }) => centre),
    extents,
    -20,
    plotWidth(frame) + 20,
  );
  const foot = tallest + 14;
  const ties = stacks.map(({ centre, members }, i) => ({
    x: atX(frame, centre),
    y: atY(frame, -(members.length * dotStep + 4)),
    x2: atX(frame, placed[i] as number),
    y2: atY(frame, -(foot - 1)),
  }));
  const names = stacks.map(({ label }, i) => ({ x: atX(frame, placed[i] as number), y: atY(frame, -foot), text: label }));
  const turned =
    labels === "turned" ? { angle: 270, align: "left", baseline: "middle" } : { align: "center", baseline: "bottom" };
  return [
    dots(points, { color: colour, size: 55, stroke: palette.paper, strokeWidth: 0.7 }),
    ...(labels === "none"
      ? []
      : [
          segments(ties, { color: palette.faint, strokeWidth: 0.8 }),
          texts(names, { color: colour, fontWeight: "bold", ...turned }),
        ]),
  ];
}
