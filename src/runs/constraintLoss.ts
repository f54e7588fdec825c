/** What windows, spacing, grid and candidates cost: against the best design without them, by the same draws. */
import { withError } from "../basics/digits.js";
import type { Gain, NamedGain } from "../contracts/gain.js";
import type { DesignSpace } from "../contracts/space.js";
import { placeText } from "../portable/words.js";
import { difference } from "../records/difference.js";
import { groupsLine } from "../records/groupRows.js";
import { subjectNames } from "./piece.js";

export const isFree = ({ name }: Pick<NamedGain, "name">): boolean => name === subjectNames.free;

/** One sentence, or none. @param subject what keeps the constraints @param baselines with the unconstrained design among them, where there is one */
export function lossWords(subject: string, space: DesignSpace, gain: Gain, baselines: readonly NamedGain[]): string[] {
  const free = baselines.find(isFree);
  const loss = free && difference(free.gain, gain);
  if (!free?.design || !loss) return [];
  const { grouped, unit } = space;
  const range = (i: number) => (space.high[i] as number) - (space.low[i] as number);
  const places = free.design.map((x, i) => placeText(x, range(i))).join(", ");
  const where = grouped ? groupsLine(free.design, { ...space, groups: grouped.groups }) : `${places}${unit && ` ${unit}`}`;
  const paired = loss.paired ? ", by the same draws" : "";
  const { value, se } = loss;
  const cost = `${withError(value, se, { digits: 2, least: 3 })} nats${paired}`;
  const told = Math.abs(value) < 1.96 * se ? `costs nothing that can be told apart from 0 (${cost})` : `costs ${cost}`;
  return [
    `what ${subject} has to keep (windows, spacing, grid or candidates) ${told}: the best design found without it measures at ${where}` +
      (value < -1.96 * se ? ", and is worth less: its training has not converged, try more --restarts" : ""),
  ];
}
