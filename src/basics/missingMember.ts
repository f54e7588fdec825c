/** What a user's file may have meant by `priors.lognormal(..)`: JavaScript only says that it is not a function. */
import { unknownName } from "./names.js";

/** Of what users import by name. Not read from the modules, because messages must not load tensors; a test holds the lists to them. */
export const members: Readonly<Record<string, readonly string[]>> = {
  priors: ["gamma", "independent", "logNormal", "normal", "truncatedNormal", "uniform"],
  random: [...["binomials", "gamma", "gammas", "normal", "normals", "poissons"], ...["truncatedNormals", "uniform", "uniforms"]],
};

/** "priors.lognormal is not a function" becomes "unknown function of priors ..; did you mean ..?". Other messages stay as they are. */
export function explainMissing(message: string): string {
  const [, from = "", name = ""] = /\b(\w+)\.(\w+) is not a function/.exec(message) ?? [];
  const known = Object.hasOwn(members, from) ? (members[from] as readonly string[]) : [];
  return known.length === 0 || known.includes(name) ? message : unknownName(`function of ${from}`, name, known);
}
