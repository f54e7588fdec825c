/**
 * What is believed about theta, without TensorFlow.js: a density that was trained on the experiments of a policy or of a design, drawn from in
 * plain numbers.
 *
 *   const posterior = loadPosterior(JSON.parse(text));    // learned.json, of floe beliefs
 *   const belief = posterior.given(session.history);       // undefined: nothing was trained for so many measurements
 */

import { checkPosterior } from "./checkPosterior.js";
import { densities } from "./densities/index.js";
import { DamagedModel, type Drawing, type PortableModel, type Tensors } from "./densities/types.js";
import { transforms } from "./outcome.js";
import type { BelievedParameter, Packed, PortableBelief, PosteriorData, PosteriorModel } from "./posteriorTypes.js";
import { normalsFrom, uniformsFrom } from "./random.js";
import { type History, type Observation, PolicyError } from "./types.js";

export interface PortablePosterior {
  readonly data: PosteriorData;
  /**
   * What was lost, or is not in yet, is left out: measurements move up into its place. Experiments of a policy must have measured where it
   * advises: of others these densities know nothing.
   * @returns undefined where no density was trained for so many measurements, or for another design
   * @throws PolicyError for outcomes that are none
   */
  given(history: History, options?: { readonly draws?: number; readonly seed?: number }): PortableBelief | undefined;
}

/** Enough that the ends of an interval are known to a tenth of a standard deviation. */
const usualDraws = 400;

/** @param data the content of learned.json @throws PolicyError when it is none, or damaged */
export function loadPosterior(data: PosteriorData): PortablePosterior {
  checkPosterior(data);
  const { prior, models } = data;
  const read = models.flatMap((model) => (model.density ? [{ model, tensors: tensorsOf(model.density.parameters) }] : []));
  if (read.length === 0)
    throw new PolicyError("no density of the parameters is in this file: floe beliefs trains them for a run's policy or design");
  // Damage shows now, not in the middle of an experiment.
  for (const { model, tensors } of read) drawingOf(data, model, tensors, new Float64Array(givenSize(model)));
  return {
    data,
    given(history, { draws = usualDraws, seed = 0 } = {}) {
      if (!Array.isArray(history?.observations))
        throw new PolicyError('a history is {"observations": [{"design": [..], "outcome": [..]}]}');
      const seen = history.observations.filter((one): one is Observation => (one as Partial<Observation>).outcome !== undefined);
      const found = read.find(({ model }) => isAbout(model, seen));
      if (!found) return undefined;
      const { model, tensors } = found;
      const drawing = drawingOf(data, model, tensors, givenOf(data, model, seen));
      const back = backOf(data, model);
      const uniforms = uniformsFrom(seed);
      const normals = normalsFrom(uniforms);
      const p = prior.names.length;
      const [shares, noise, out] = [drawing.shares, drawing.normals, p].map((size) => new Float64Array(draws * size)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      for (let i = 0; i < shares.length; i++) shares[i] = uniforms();
      for (let i = 0; i < noise.length; i++) noise[i] = normals();
      drawing.draw(draws, shares, noise, out);
      const rows = Array.from({ length: draws }, (_, i) => back(out.subarray(i * p, (i + 1) * p)));
      return { parameters: prior.names.map((name, j) => believed(name, prior.units[j] as string, rows, j)), draws: rows };
    },
  };
}

/** Places are as near as numbers that were written down and read again. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

function isAbout({ design, measurements }: PosteriorModel, seen: readonly Observation[]): boolean {
  const places = seen.flatMap((one) => one.design);
  if (design) return places.length === design.length && design.every((x, i) => near(x, places[i] as number));
  return seen.length === measurements && seen.every((one) => one.design.length === seen[0]?.design.length);
}

type Density = NonNullable<PosteriorModel["density"]>;
const densityOf = ({ density }: PosteriorModel): Density => density as Density;
const givenSize = (model: PosteriorModel): number => densityOf(model).scaling.outcome.mean.length;

/** What networks read: places where a policy decided, and outcomes, standardised. */
function givenOf({ design, outcome }: PosteriorData, model: PosteriorModel, seen: readonly Observation[]): Float64Array {
  const { scaling } = densityOf(model);
  const transform = outcome.transform as NonNullable<typeof outcome.transform>;
  const places = scaling.designSeen ? seen.flatMap((one) => one.design).map((x, i) => (design.logs[i] ? Math.log(x) : x)) : [];
  const outcomes = seen.flatMap((one) => one.outcome);
  const map = transforms[transform.kind] as (x: number) => number;
  const features = [...places, ...outcomes.map((y) => map(transform.scale * y + transform.shift))];
  const { mean, sd } = scaling.outcome;
  if (features.length !== mean.length || !features.every(Number.isFinite))
    throw new PolicyError(`${mean.length} numbers are needed of this experiment, got ${JSON.stringify(outcomes).slice(0, 60)}`);
  return Float64Array.from(features, (x, i) => (x - (mean[i] as number)) / (sd[i] as number));
}

function drawingOf({ prior }: PosteriorData, model: PosteriorModel, tensors: Tensors, given: Float64Array): Drawing {
  const { density } = densityOf(model).options;
  const open: PortableModel | undefined = Object.hasOwn(densities, density)
    ? densities[density as keyof typeof densities]
    : undefined;
  if (!open) throw new PolicyError(`the file of beliefs needs a newer floe: it has "${density}"`);
  try {
    return open(tensors, prior.names.length, given);
  } catch (error) {
    if (error instanceof DamagedModel) throw new PolicyError(`the file of beliefs is damaged: ${error.message}`);
    throw error;
  }
}

/** From what a density draws to theta in its own units. As src/numbers/support.ts. */
function backOf({ prior }: PosteriorData, model: PosteriorModel): (drawn: Float64Array) => Float64Array {
  const { theta, ownTheta = theta } = densityOf(model).scaling;
  return (drawn) => {
    for (let j = 0; j < drawn.length; j++) {
      const z = (drawn[j] as number) * (ownTheta.sd[j] as number) + (ownTheta.mean[j] as number);
      const { low, high } = prior.support?.[j] ?? {};
      if (low !== undefined && high !== undefined) drawn[j] = low + (high - low) / (1 + Math.exp(-z));
      else if (low !== undefined) drawn[j] = low + Math.exp(z);
      else drawn[j] = high === undefined ? z : high - Math.exp(z);
    }
    return drawn;
  };
}

function believed(name: string, unit: string, rows: readonly Float64Array[], j: number): BelievedParameter {
  const values = Float64Array.from(rows, (row) => row[j] as number).sort();
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, n - 1));
  const at = (share: number): number => {
    const place = share * (n - 1);
    const [a, b] = [values[Math.floor(place)] as number, values[Math.ceil(place)] as number];
    return a + (place - Math.floor(place)) * (b - a);
  };
  return { name, unit, mean, sd, interval: [at(0.05), at(0.95)] };
}

function tensorsOf(parameters: Readonly<Record<string, Packed>>): Tensors {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, base64 }]) => {
      const text = atob(base64);
      const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
      const view = new DataView(bytes.buffer);
      const values = Float64Array.from({ length: bytes.length >> 2 }, (_, i) => view.getFloat32(4 * i, true));
      const size = shape.reduce((product, d) => product * d, 1);
      return [name, { shape, values: values.length === size ? values : Float64Array.of(Number.NaN) }];
    }),
  );
}
