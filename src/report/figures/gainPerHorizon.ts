/** What a policy is worth by how many measurements there will be, which it is told; beside it, where it is stopped as early without having been told. */
import { plusMinus } from "../../basics/text.js";
import { drawGains, type GainLine } from "../drawing/gainLines.js";
import type { Figure } from "../drawing/render.js";
import type { Run } from "../reading/run.js";

export function gainPerHorizonFigure({ result }: Run): Figure | undefined {
  const { gainPerHorizon, gainPerStep = [] } = result?.kind === "policy" ? result : {};
  if (!gainPerHorizon?.some(({ gain }) => gain.lower)) return undefined;
  const upper = gainPerHorizon.some(({ gain }) => gain.upper);
  const most = gainPerHorizon.at(-1)?.horizon as number;
  const told: GainLine = {
    name: "told how many",
    sides: upper ? ["lower", "upper"] : ["lower"],
    points: gainPerHorizon.map(({ horizon, gain }) => ({ measurements: horizon, gain })),
  };
  const [own] = gainPerStep;
  const others = own ? [{ ...own, name: `told ${most}, stopped early` }, ...gainPerStep.slice(1)] : [];
  const lines = [
    told,
    ...others.map(({ name, gains }): GainLine => {
      const points = gains.map((gain, i) => ({ measurements: i + 1, gain }));
      return { name, sides: ["lower"], points };
    }),
  ];
  return {
    name: "horizons",
    title: "Information by how many measurements there will be",
    alt: gainPerHorizon.map(({ horizon, gain: { lower } }) => `${horizon}: ${lower ? plusMinus(lower) : "–"} nats`).join("; "),
    caption:
      `One policy, which is told beforehand how many measurements the experiment has: ${upper ? "lower (solid) and upper bounds (dashed)" : "lower bounds"} of what it is worth for each number that it was trained for, with 95 % intervals.` +
      (own
        ? ` Below it, lower bounds of the same policy where it is told ${most} and is stopped early, and of the first measurements of what it is compared with.`
        : ""),
    draw: (width) => drawGains(lines, width),
  };
}
