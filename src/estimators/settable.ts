import type { FromSamples, FromScores } from "../contracts/bounds.js";
import type { SettingSpecs, SettingsOf } from "../contracts/values.js";
import { defaultsOf, type Settings } from "../options/settings.js";

/** An estimator that has constants, with their defaults; `with` makes it with others. @param of what it is with these values */
export function settable<const Specs extends SettingSpecs, Made extends FromScores | FromSamples>(
  settings: Specs,
  of: (values: SettingsOf<Specs>) => Made,
): Made {
  const having = (given: Settings): Made => {
    const values = { ...defaultsOf(settings), ...given } as SettingsOf<Specs>; // checked where they are given
    return { ...of(values), settings, with: having };
  };
  return having({});
}
