/** Dots where measurements are made, stacked where they would hide each other, with their values above: the design itself. */
import { designNumbers } from "../../basics/text.js";
import { atX, atY, dots, type Frame, fontSize, pixelX, plotWidth, segments, texts, textWidth } from "../drawing/marks.js";
import { palette } from "../drawing/palette.js";
import type { Spec } from "../drawing/render.js";
import { clusters, groupLabel, spread, stackLevels } from "../drawing/spread.js";

const dotSize = 9;
/** Positions nearer than this, in pixels, are one place to the eye and share a label. */
const samePlace = 4;

/** Bold text is a tenth wider. */
const widthOf = (text: string): number => 1.1 * textWidth(text) + 8;

interface Label {
  readonly centre: number; // pixels from the left
  /** The highest dot below it. */
  readonly level: number;
  readonly text: string;
}

interface Strip {
  readonly dots: readonly { readonly centre: number; readonly level: number }[];
  readonly labels: readonly Label[];
  /** Height of one level; dots of a stack are squeezed together above six. */
  readonly step: number;
  readonly levels: number;
  /** Labels turned by 90 degrees where they would not fit side by side; none where even that fails. */
  readonly how: "flat" | "turned" | "none";
  readonly labelHeight: number;
}

function stripOf(design: readonly number[], frame: Frame): Strip {
  const [low, high] = frame.x.domain;
  const printed = frame.x.log
    ? design.map((x) => designNumbers([x], Math.abs(x))[0] as string)
    : designNumbers(design, high - low);
  const pixels = design.map((value) => pixelX(frame, value));
  const level = stackLevels(pixels, dotSize);
  const labels = clusters(pixels, samePlace).map((group) => ({
    centre: group.reduce((sum, i) => sum + (pixels[i] as number), 0) / group.length,
    level: Math.max(...group.map((i) => level[i] as number)),
    text: groupLabel(group.map((i) => printed[i] as string)),
  }));
  const levels = 1 + Math.max(0, ...level);
  const widths = labels.map(({ text }) => widthOf(text));
  const room = plotWidth(frame) + 40;
  const flat = widths.reduce((sum, width) => sum + width, 0) <= room;
  const how = flat ? "flat" : labels.length * (fontSize + 3) <= room ? "turned" : "none";
  return {
    dots: pixels.map((centre, i) => ({ centre, level: level[i] as number })),
    labels,
    step: levels > 6 ? (6 * (dotSize + 1)) / levels : dotSize + 1,
    levels,
    how,
    labelHeight: { flat: fontSize + 4, turned: Math.max(0, ...widths), none: 0 }[how],
  };
}

/** Room that the strip needs above the plot. */
export function stripHeight(design: readonly number[], frame: Frame): number {
  const { levels, step, labelHeight } = stripOf(design, frame);
  return levels * step + labelHeight + 22;
}

/** Layers of the strip, standing on the plot's top edge. */
export function strip(design: readonly number[], frame: Frame): Spec[] {
  const { dots: marks, labels, step, levels, how } = stripOf(design, frame);
  const height = (level: number) => atY(frame, -(dotSize / 2 + 3 + level * step));
  const points = marks.map(({ centre, level }) => ({ x: atX(frame, centre), y: height(level) }));
  const shown = dots(points, { color: palette.vermillion, size: 55, stroke: palette.paper, strokeWidth: 0.7 });
  if (how === "none") return [shown];
  const placed = spread(
    labels.map(({ centre }) => centre),
    labels.map(({ text }) => (how === "flat" ? widthOf(text) : fontSize + 3)),
    -20,
    plotWidth(frame) + 20,
  );
  // Each label is tied to its dots: straight up past all stacks, then aslant to where there was room.
  const bend = atY(frame, -(levels * step + 3));
  const foot = levels * step + 14;
  const ties = labels.flatMap(({ centre, level }, i) => {
    const x = atX(frame, centre);
    return [
      { x, y: height(level), x2: x, y2: bend },
      { x, y: bend, x2: atX(frame, placed[i] as number), y2: atY(frame, -(foot - 1)) },
    ];
  });
  const names = labels.map(({ text }, i) => ({ x: atX(frame, placed[i] as number), y: atY(frame, -foot), text }));
  const turned = { angle: 270, align: "left", baseline: "middle" };
  const style = how === "turned" ? turned : { align: "center", baseline: "bottom" };
  return [
    segments(ties, { color: palette.faint, strokeWidth: 0.8 }),
    shown,
    texts(names, { color: palette.vermillion, fontWeight: "bold", ...style }),
  ];
}
