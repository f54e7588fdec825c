/**
 * Stochastic differential equations as building blocks of a simulator: formulas as they stand in a paper become banks of paths.
 * The formulas are compiled to WebAssembly, run by Euler-Maruyama (Kloeden and Platen 1992, section 9.1) on all cores while training goes
 * on, and read at any times by interpolation: a design decides only when a path is read.
 */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import type { Bank, Curve, Prior } from "../../contracts/simulator.js";
import type { Noise } from "../../contracts/values.js";
import { rowsOf } from "../../engine/tensors.js";
import { gridPointsOf, widthOf } from "./block.js";
import { compileSde, type SdeSpec } from "./equations.js";
import { type BankOptions, type PathBank, type Paths, pathBank, pathOf, simulateBank, survivingParameters } from "./pathBank.js";
import { readPath } from "./readPath.js";

export interface SdeOptions extends Omit<SdeSpec, "parameters"> {
  /** What is believed about the parameters; formulas call them by its names. */
  readonly prior: Prior;
}

export interface SolvedSde {
  /** Of the paths that `keep` lets pass. Where it drops some there is no density, and each draw costs a simulation. */
  readonly prior: Prior;
  /** A simulator's `bank`. */
  bank(options?: BankOptions): Bank<PathBank>;
  /**
   * A state of each experiment's path at the times of a design, [n, D], for `simulate` and `measure`.
   * @param noise as the bank drew it @param times [1, D] or [n, D] @param options see `readPath`
   */
  read(noise: Noise, times: tf.Tensor2D, options?: ReadOptions): tf.Tensor2D;
  /** A simulator's `curve`: a state's course. */
  curve(titles: Pick<Curve, "xTitle" | "yTitle">, state?: string): Curve;
}

export interface ReadOptions {
  /** Which of several stored states; without it the first. */
  readonly state?: string;
  /** Half the window of the difference that stands for the path's slope in gradients by the design. Default: horizon/200. */
  readonly halfWidth?: number;
}

/** What the equations make, compiled. */
export function pathsOf({ prior, ...spec }: SdeOptions): Paths {
  return { model: compileSde({ ...spec, parameters: prior.names }), nominal: prior };
}

export function solveSde(options: SdeOptions): SolvedSde {
  const { prior } = options;
  const paths = pathsOf(options);
  const { model } = paths;
  const { horizon } = model;
  const stateOf = (name?: string): number => {
    const state = name === undefined ? (model.recorded[0] as number) : model.states.indexOf(name);
    check(model.recorded.includes(state), `${model.name}: the state ${name} is not stored; name it in "record"`);
    return state;
  };
  return {
    prior: model.keep === undefined ? prior : priorInEffect(paths),
    bank: (options = {}) => pathBank(paths, options),
    read: (noise, times, { state, halfWidth = horizon / 200 } = {}) =>
      readPath(pathOf(model, noise, stateOf(state)), times, horizon, halfWidth),
    curve: (titles, state) => curveOf(paths, stateOf(state), titles),
  };
}

function priorInEffect(paths: Paths): Prior {
  const { names, units, support } = paths.nominal;
  return {
    names,
    units,
    ...(support ? { support } : {}),
    sample: (key, n) => tf.tensor2d(survivingParameters(paths, key, n), [n, names.length]),
  };
}

/** Every second point of the grid is enough for a picture. */
function curveOf(paths: Paths, state: number, titles: Pick<Curve, "xTitle" | "yTitle">): Curve {
  const { model } = paths;
  const points = gridPointsOf(model);
  const places = Array.from({ length: Math.ceil(points / 2) }, (_, i) => 2 * i);
  return {
    ...titles,
    xs: places.map((g) => (g / model.intervals) * model.horizon),
    async paths(key, count) {
      const bank = await simulateBank(paths, key, count);
      const first = model.recorded.indexOf(state) * points;
      return Array.from({ length: count }, (_, i) => places.map((g) => bank.paths[i * widthOf(model) + first + g] as number));
    },
    of: ({ noise }) => rowsOf(pathOf(model, noise, state)).map((row) => places.map((g) => row[g] as number)),
  };
}
