/** Dense networks of any depth in plain numbers, relus between the layers. */

import type { Weights } from "./types.js";

/** The files that the runtime reads are of Floe 0.x. */
const newestMajor = 0;

/** What is wrong with the version of a file, in words; undefined for one that can be read. @param what "the model's file" */
export function versionProblem(version: unknown, what: string): string | undefined {
  if (typeof version !== "string" || !/^\d+\.\d+\.\d+/.test(version))
    return `${what} is damaged: "version" must be a version such as "0.1.0"`;
  return Number.parseInt(version, 10) > newestMajor ? `${what} needs a newer floe: it was written by ${version}` : undefined;
}

/** What is wrong with a model's file or with what it is asked. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

export interface Layer {
  /** One row an output. */
  readonly weights: Float64Array[];
  readonly bias: Float64Array;
}

/**
 * The layers `${name}/w0`, `${name}/b0`, ...
 * @param inputs, outputs of the whole network; any number of outputs where none is given
 * @throws ModelError when they are missing or do not fit together
 */
export function readLayers(parameters: Weights, name: string, inputs: number, outputs?: number): Layer[] {
  const layers: Layer[] = [];
  for (let width = inputs; parameters[`${name}/w${layers.length}`]; width = layers.at(-1)?.bias.length ?? 0)
    layers.push(readLayer(parameters, name, layers.length, width));
  const last = layers.at(-1)?.bias.length;
  if (last === undefined || last !== (outputs ?? last)) throw damaged(name);
  return layers;
}

function readLayer(parameters: Weights, name: string, l: number, inputs: number): Layer {
  const [w, b] = [parameters[`${name}/w${l}`], parameters[`${name}/b${l}`]];
  const outputs = Array.isArray(b?.values) ? b.values.length : 0;
  if (!w || !b || !isWhole(w, [inputs, outputs]) || !isWhole(b, [outputs])) throw damaged(`${name}, layer ${l}`);
  const weights = Array.from({ length: outputs }, (_, o) =>
    Float64Array.from({ length: inputs }, (_unused, i) => w.values[i * outputs + o] as number),
  );
  return { weights, bias: Float64Array.from(b.values) };
}

/** A parameter that is one number. @throws ModelError */
export function readNumber(parameters: Weights, name: string): number {
  const found = parameters[name];
  if (!found || !isWhole(found, [1])) throw damaged(name);
  return found.values[0] as number;
}

/** The largest number of single precision, which weights have. */
const largest = 3.4028235e38;

const isWeight = (value: unknown): boolean => typeof value === "number" && Math.abs(value) <= largest; // NaN is not

/** Written down as text, so that [[4]] is not taken for [4]. */
function isWhole({ shape, values }: Weights[string], wanted: readonly number[]): boolean {
  const size = wanted.reduce((product, n) => product * n, 1);
  const shaped = Array.isArray(values) && JSON.stringify(shape) === JSON.stringify(wanted);
  return shaped && size > 0 && values.length === size && values.every(isWeight);
}

const damaged = (what: string): ModelError => new ModelError(`the model's file is damaged: "${what}" is missing or not whole`);

/** The input of every layer, and last the output. */
export function applyLayers(layers: readonly Layer[], x: Float64Array): Float64Array[] {
  const passed = [x];
  layers.forEach(({ weights, bias }, l) => {
    const input = passed[l] as Float64Array;
    const last = l === layers.length - 1;
    const out = bias.map((start, o) => {
      const row = weights[o] as Float64Array;
      let sum = start;
      for (let i = 0; i < row.length; i++) sum += (row[i] as number) * (input[i] as number);
      return last ? sum : Math.max(0, sum);
    });
    passed.push(out);
  });
  return passed;
}

/** Of the last layer. */
export const outputOf = (layers: readonly Layer[], inputs: readonly number[]): Float64Array =>
  applyLayers(layers, Float64Array.from(inputs)).at(-1) as Float64Array;
