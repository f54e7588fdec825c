/** The same experiment in other units and from other origins: nothing that is told of it may change. */
import * as tf from "@tensorflow/tfjs-core";
import type { Draw, Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import type { DesignSpace } from "../../src/contracts/space.js";

/** What is written in place of x: scale·x + shift. */
export interface Units {
  readonly scale: number;
  readonly shift?: number;
}

export interface Rewritten {
  readonly theta?: Units;
  readonly outcome?: Units;
  readonly design?: Units;
}

const same: Units = { scale: 1 };
const out = <T extends tf.Tensor>(x: T, { scale, shift = 0 }: Units): T => tf.add(tf.mul(x, scale), shift) as T;
const back = <T extends tf.Tensor>(x: T, { scale, shift = 0 }: Units): T => tf.div(tf.sub(x, shift), scale) as T;

export function familyInUnits(family: SimulatorFamily, units: Rewritten): SimulatorFamily {
  return { ...family, create: (designs, settings) => inUnits(family.create(designs, settings), units) };
}

export function inUnits(simulator: Simulator, { theta: t = same, outcome: y = same, design: d = same }: Rewritten): Simulator {
  const { prior, draw, bank, simulate, measure, logLikelihood, features, exactGain, curve: _, ...rest } = simulator;
  const drawn = ({ theta, noise }: Draw): Draw => ({ theta: out(theta, t), noise });
  const q = simulator.outcome.names.length;
  return {
    ...rest,
    outcome: { names: simulator.outcome.names, unit: "" }, // what is declared of it is in the old units
    prior: { names: prior.names, units: prior.units, sample: (key, n) => out(prior.sample(key, n), t) },
    designs: spaceInUnits(simulator.designs, d),
    ...(draw ? { draw: (key, n) => drawn(draw(key, n)) } : {}),
    ...(bank
      ? {
          bank: {
            ...bank,
            draw: (content, key, n) => drawn(bank.draw(content, key, n)),
            slice: (content, from, n) => drawn(bank.slice(content, from, n)),
          },
        }
      : {}),
    simulate: (theta, design, noise) => out(simulate(back(theta, t), back(design, d), noise), y),
    ...(measure ? { measure: (theta, at, noise, step) => out(measure(back(theta, t), back(at, d), noise, step), y) } : {}),
    ...(logLikelihood
      ? {
          logLikelihood: (theta, design, outcome) =>
            tf.sub(logLikelihood(back(theta, t), back(design, d), back(outcome, y)), q * Math.log(y.scale)),
        }
      : {}),
    ...(features
      ? {
          features: {
            ...(features.theta
              ? { theta: (theta) => (features.theta as NonNullable<typeof features.theta>)(back(theta, t)) }
              : {}),
          },
        }
      : {}),
    ...(exactGain ? { exactGain: (design) => exactGain(design.map((x) => (x - (d.shift ?? 0)) / d.scale)) } : {}),
  };
}

function spaceInUnits(space: DesignSpace, units: Units): DesignSpace {
  const { scale, shift = 0 } = units;
  const there = (design: readonly number[]): number[] => design.map((x) => scale * x + shift);
  const home = (design: readonly number[]): number[] => design.map((x) => (x - shift) / scale);
  const { next, portable: _, ...rest } = space;
  return {
    ...rest,
    low: there(space.low),
    high: there(space.high),
    fromRaw: (raw, sharpness) => out(space.fromRaw(raw, sharpness), units),
    ...(next
      ? {
          next: (raw, before, sharpness) =>
            out(
              next(
                raw,
                before.map((at) => back(at, units)),
                sharpness,
              ),
              units,
            ),
        }
      : {}),
    toRaw: (design) => space.toRaw(home(design)),
    finish: (design) => there(space.finish(home(design))),
    equallySpaced: () => there(space.equallySpaced()),
    random: (key) => there(space.random(key)),
    violation: (design) => space.violation(home(design)),
  };
}
