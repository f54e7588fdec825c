/** The registry's members by what they are made from, with their names. */
import type { Estimator, FromDensity, FromSamples, FromScores } from "../../src/contracts/bounds.js";
import { estimators } from "../../src/estimators/index.js";

const members = Object.entries<Estimator>(estimators);

export const fromScores = members.flatMap(([name, e]): [string, FromScores][] => (e.from === "scores" ? [[name, e]] : []));
export const fromDensity = members.flatMap(([name, e]): [string, FromDensity][] => (e.from === "density" ? [[name, e]] : []));
export const fromSamples = members.flatMap(([name, e]): [string, FromSamples][] => (e.from === "samples" ? [[name, e]] : []));

/** Those whose scores are a trained critic's. */
export const withCritics = fromScores.filter(([, { scores }]) => scores === "critic");
