/** What a policy that serves several horizons is worth in each that it was trained for. */
import { plusMinus } from "../../basics/text.js";
import type { Estimate } from "../../contracts/gain.js";
import { difference } from "../../records/difference.js";
import type { Run } from "../reading/run.js";
import { type Html, table } from "./html.js";

const cell = (estimate: Estimate | null | undefined): string => (estimate ? plusMinus(estimate) : "–");

export function horizonTable({ result }: Run): Html | undefined {
  const { gainPerHorizon, gainPerStep } = result?.kind === "policy" ? result : {};
  if (!gainPerHorizon) return undefined;
  const stopped = gainPerStep?.[0]?.gains;
  const sides = (["lower", "upper"] as const).filter((side) => gainPerHorizon.some(({ gain }) => gain[side]));
  const rows = gainPerHorizon.map(({ horizon, gain }, i) => {
    const early = i + 1 < gainPerHorizon.length ? stopped?.[horizon - 1] : undefined;
    const found = early && difference(gain, early);
    return [
      String(horizon),
      ...sides.map((side) => cell(gain[side])),
      ...(stopped ? [cell(early?.lower), found ? plusMinus(found) : "–"] : []),
    ];
  });
  const head = [
    "measurements",
    ...sides.map((side) => `${side} bound`),
    ...(stopped ? ["stopped early, lower bound", "told less stopped"] : []),
  ];
  return table(
    "The policy by how many measurements it is told of (nats, ± one standard error)",
    head,
    rows,
    [...head.keys()].slice(1),
  );
}
