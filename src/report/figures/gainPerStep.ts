/** What the first measurements are worth, one after the other. */
import { spaced } from "../../basics/names.js";
import { plusMinus } from "../../basics/text.js";
import { drawGains } from "../drawing/gainLines.js";
import type { Figure } from "../drawing/render.js";
import type { Run } from "../reading/run.js";

export function gainPerStepFigure({ result }: Run): Figure | undefined {
  const steps = result?.kind === "policy" ? result.gainPerStep : undefined;
  if (!steps?.some(({ gains }) => gains.some(({ lower }) => lower !== null))) return undefined;
  const upper = steps.some(({ gains }) => gains.some((gain) => gain.upper !== null));
  const sides = upper ? (["lower", "upper"] as const) : (["lower"] as const);
  const lines = steps.map(({ name, gains }) => ({
    name,
    sides,
    points: gains.map((gain, i) => ({ measurements: i + 1, gain })),
  }));
  return {
    name: "steps",
    title: "Information after each measurement",
    alt: steps
      .map(({ name, gains }) => `${spaced(name)}: ${gains.map(({ lower }) => (lower ? plusMinus(lower) : "–")).join(", ")} nats`)
      .join("; "),
    caption:
      `${upper ? "Solid: lower bounds; dashed: upper bounds" : "Lower bounds"} of the information from the first measurements together, each from fresh samples, with 95 % intervals. ` +
      "What one more measurement adds is the rise of the line.",
    draw: (width) => drawGains(lines, width),
  };
}
