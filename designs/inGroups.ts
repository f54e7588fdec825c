import * as tf from "@tensorflow/tfjs-core";
import type { DesignSpace, Groups, InGroups } from "../src/contracts/space.js";
import { fold } from "../src/numbers/keys.js";
import { inPieces } from "../src/numbers/measurements.js";
import { malformed } from "./coordinates.js";

/**
 * The designs of several groups side by side, of which each is one of `one`: group after group. Rules hold within each group, and the conventional design
 * is that of one group for all of them.
 */
export function inGroups(one: DesignSpace, { groups, subjects }: Groups): InGroups {
  const { dim, rawDim } = one;
  const all = <T>(of: readonly T[]): T[] => Array.from({ length: groups }, () => of).flat();
  const names = Array.from({ length: groups }, (_, g) => one.names.map((name) => nameIn(groups, g, name))).flat();
  const each = (numbers: readonly number[], size: number, made: (piece: number[]) => number[]): number[] =>
    inPieces(numbers, size).flatMap(made);
  const { decide, constrained, exchanges, free, windows } = one;
  /** All groups at once: one row a group. */
  const folded =
    (made: DesignSpace["fromRaw"]): DesignSpace["fromRaw"] =>
    (raw, sharpness) =>
      tf.reshape(made(tf.reshape(raw, [-1, rawDim]), sharpness), [-1, groups * dim]);
  return {
    kind: "groups",
    dim: groups * dim,
    rawDim: groups * rawDim,
    ...(one.width === undefined ? {} : { width: one.width }),
    names,
    unit: one.unit,
    ...(one.units ? { units: all(one.units) } : {}),
    low: all(one.low),
    high: all(one.high),
    ...(one.scales ? { scales: all(one.scales) } : {}),
    ...(one.inert ? { inert: all(one.inert) } : {}),
    grouped: { groups, subjects, one },
    ...(one.advice ? { advice: one.advice } : {}),
    fromRaw: folded((raw, sharpness) => one.fromRaw(raw, sharpness)),
    ...(decide ? { decide: folded((raw, sharpness) => decide.call(one, raw, sharpness)) } : {}),
    toRaw: (design) => each(design, dim, (piece) => one.toRaw(piece)),
    finish: (design) => each(design, dim, (piece) => one.finish(piece)),
    equallySpaced: () => all(one.equallySpaced()),
    random: (key) => Array.from({ length: groups }, (_, g) => one.random(fold(key, g))).flat(),
    violation(design) {
      const wrong = malformed(design, { names });
      if (wrong) return wrong;
      const problems = inPieces(design, dim).map((piece, g) => {
        const problem = one.violation(piece);
        return problem && (groups > 1 ? `group ${g + 1}: ${problem}` : problem);
      });
      return problems.find((problem) => problem);
    },
    ...(constrained ? { constrained: (rules) => inGroups(constrained.call(one, rules), { groups, subjects }) } : {}),
    ...(free ? { free: inGroups(free, { groups, subjects }) } : {}),
    ...(windows ? { windows: all(windows) } : {}),
    ...(exchanges
      ? {
          exchanges(design, reach) {
            const pieces = inPieces(design, dim);
            return pieces.flatMap((piece, g) =>
              exchanges.call(one, piece, reach).map((other) => pieces.flatMap((own, k) => (k === g ? other : own))),
            );
          },
        }
      : {}),
  };
}

/** "g2_t1"; of a single group the name alone. */
const nameIn = (groups: number, g: number, name: string): string => (groups > 1 ? `g${g + 1}_${name}` : name);
