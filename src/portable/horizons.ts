/** A policy that was trained for several horizons: its file as that of an experiment of so many measurements. */
import { isCount } from "./fields.js";
import { widthsOf } from "./space.js";
import { type PolicyData, PolicyError } from "./types.js";
import { measurementsText } from "./words.js";

/**
 * The file of a policy for experiments of `horizon` measurements: listed or not, up to the longest that it was trained for.
 * @param horizon undefined: the longest
 * @throws PolicyError where it decides about no such experiments
 */
export function forHorizon(data: PolicyData, horizon: number | undefined): PolicyData {
  const { horizon: most, horizons, space, spaces, ...rest } = data;
  if (horizon === undefined || horizon === most) return data;
  if (!isCount(horizon)) throw new PolicyError(`the horizon must be a whole number of measurements from 1 on, got ${horizon}`);
  if (horizon > most)
    throw new PolicyError(
      `this policy was trained for ${horizons ? "up to " : ""}${measurementsText(most)}, got a horizon of ${horizon}: train one with horizon ${horizon}`,
    );
  if (!horizons)
    throw new PolicyError(
      `this policy was trained for experiments of ${measurementsText(most)} only, got a horizon of ${horizon}: train one with --horizon ${most} --horizons ${horizon},${most}. ` +
        `A budget of ${horizon} stops this one early, without its knowing`,
    );
  const { width } = widthsOf(space);
  const [numbers, outcomes] = [horizon * width, horizon * (data.outcomeNames.length / most)];
  const first = <T>(list: readonly T[] | undefined, n: number) => list?.slice(0, n);
  const cut = {
    designNames: first(data.designNames, numbers) as string[],
    designUnits: first(data.designUnits, numbers),
    outcomeNames: first(data.outcomeNames, outcomes) as string[],
    outcomeUnits: first(data.outcomeUnits, outcomes),
    outcomeKinds: first(data.outcomeKinds, outcomes),
    outcomeLow: first(data.outcomeLow, outcomes),
    outcomeHigh: first(data.outcomeHigh, outcomes),
    spaces: first(spaces, horizon - 1),
  };
  const known = Object.fromEntries(Object.entries(cut).filter(([, list]) => list !== undefined)) as typeof cut;
  return { ...rest, ...(known as Partial<PolicyData>), horizon, horizons, space: spaces?.[horizon - 1] ?? space } as PolicyData;
}
