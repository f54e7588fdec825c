/** The registry's members by what they are made from, with their names. */
import type { Tensor1D } from "@tensorflow/tfjs-core";
import type { Estimator, EstimatorMemory, FromDensity, FromSamples, FromScores, Terms } from "../../src/contracts/bounds.js";
import { estimators } from "../../src/estimators/index.js";

const members = Object.entries<Estimator>(estimators);

export const fromScores = members.flatMap(([name, e]): [string, FromScores][] => (e.from === "scores" ? [[name, e]] : []));
export const fromDensity = members.flatMap(([name, e]): [string, FromDensity][] => (e.from === "density" ? [[name, e]] : []));
export const fromSamples = members.flatMap(([name, e]): [string, FromSamples][] => (e.from === "samples" ? [[name, e]] : []));

/** Those whose scores are a trained critic's. */
export const withCritics = fromScores.filter(([, { scores }]) => scores === "critic");

/** What these terms would leave in the memory of a training that begins with them. */
export const memoryOf = ({ memory }: FromScores, terms: Terms): EstimatorMemory => memory?.next(memory.start(), terms) ?? {};

/** What is maximised, [n], with the memory that these terms would leave. */
export function climbedBy(estimator: FromScores, terms: Terms): (terms: Terms) => Tensor1D {
  const { contributions, objective } = estimator;
  if (!objective) return (t) => contributions(t);
  const memory = memoryOf(estimator, terms);
  return (t) => objective(t, memory);
}
