import * as tf from "@tensorflow/tfjs-core";
import { check } from "../src/basics/errors.js";
import { withoutGaps } from "../src/basics/withoutGaps.js";
import type { SpaceRules } from "../src/contracts/rules.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { Scale } from "../src/contracts/values.js";
import { fold } from "../src/numbers/keys.js";
import { measurementsOf, rawWidthOf, widthOf } from "../src/numbers/measurements.js";
import type { MixedData } from "../src/portable/spaces/mixed.js";
import { choice } from "./choice.js";
import { malformed } from "./coordinates.js";
import { checkNames, rulesOfPart } from "./rules.js";
import { spacedTimes } from "./spacedTimes.js";

/** Several spaces side by side: their coordinates one after another, each part with its own rules. */
export function mixed(parts: readonly DesignSpace[]): DesignSpace {
  check(parts.length > 0, "mixed: there are no parts; give at least one design space.");
  const all = <T>(of: (part: DesignSpace, i: number) => readonly T[]): T[] => parts.flatMap(of);
  const dim = parts.reduce((sum, part) => sum + part.dim, 0);
  const rawDim = parts.reduce((sum, part) => sum + part.rawDim, 0);
  const units = [...new Set(parts.map((part) => part.unit))];
  const own = all((part) => part.names);
  const clash = new Set(own).size < own.length;
  const names = mixedNames(parts, clash, units.length > 1);
  /** Applies each part's own method to its piece of a design. */
  const piecewise = <T>(design: readonly number[], apply: (part: DesignSpace, piece: readonly number[], i: number) => T): T[] => {
    let from = 0;
    return parts.map((part, i) => {
      const piece = design.slice(from, from + part.dim);
      from += part.dim;
      return apply(part, piece, i);
    });
  };
  const sideBySide = (raw: tf.Tensor2D, made: (part: DesignSpace, piece: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D => {
    const pieces = tf.split(
      raw,
      parts.map((part) => part.rawDim),
      1,
    );
    return tf.concat(
      parts.map((part, i) => made(part, pieces[i] as tf.Tensor2D)),
      1,
    );
  };
  const scaled = parts.some((part) => part.scales);
  const fixed = parts.some((part) => part.inert);
  const advice = all((part) => part.advice ?? []);
  const whole: DesignSpace = {
    kind: "mixed",
    dim,
    rawDim,
    names,
    unit: units.length === 1 ? (units[0] as string) : "",
    ...(units.length > 1 ? { units: all((part) => part.units ?? new Array<string>(part.dim).fill(part.unit)) } : {}),
    low: all((part) => part.low),
    high: all((part) => part.high),
    ...(scaled ? { scales: all((part) => part.scales ?? new Array<Scale>(part.dim).fill("linear")) } : {}),
    ...(fixed ? { inert: all((part) => part.inert ?? new Array<boolean>(part.rawDim).fill(false)) } : {}),
    ...(advice.length ? { advice } : {}),
    fromRaw: (raw, sharpness) => sideBySide(raw, (part, piece) => part.fromRaw(piece, sharpness)),
    ...(parts.some((part) => part.decide)
      ? {
          decide: (raw: tf.Tensor2D, sharpness: tf.Scalar) =>
            sideBySide(raw, (part, piece) => part.decide?.(piece, sharpness) ?? part.fromRaw(piece, sharpness)),
        }
      : {}),
    ...oneByOne(parts),
    ...(parts.every((part) => part.portable)
      ? { portable: { kind: "mixed", parts: all(portableParts) } satisfies MixedData }
      : {}),
    toRaw: (design) => piecewise(design, (part, piece) => part.toRaw(piece)).flat(),
    finish: (design) => piecewise(design, (part, piece) => part.finish(piece)).flat(),
    equallySpaced: () => all((part) => part.equallySpaced()),
    random: (key) => all((part, i) => part.random(fold(key, i))),
    violation: (design) =>
      malformed(design, { names }) ??
      piecewise(design, (part, piece, i) => {
        const message = part.violation(piece);
        return message && clash ? `part ${i + 1}: ${message}` : message;
      }).find((message) => message),
    ...(parts.some((part) => part.constrained) ? { constrained: (rules) => partsConstrained(whole, parts, names, rules) } : {}),
  };
  return whole;
}

/**
 * Each part with the rules that are for it: those without a name are for all, and a spacing holds within every part by itself. Exchanges are
 * those of the parts.
 */
function partsConstrained(
  free: DesignSpace,
  parts: readonly DesignSpace[],
  names: readonly string[],
  rules: SpaceRules,
): DesignSpace {
  check(
    rules.budget === undefined && !rules.limits,
    "limits and a budget hold within one space: give them to the part of the mixture that they are of.",
  );
  check(
    rules.candidates === undefined,
    "candidates are of one measurement, and these are parts side by side: list them for repeated(mixed([...]), measurements).",
  );
  checkNames(rules, names);
  let from = 0;
  const ruled = parts.map((part) => {
    const own = names.slice(from, from + part.dim);
    from += part.dim;
    const mine = rulesOfPart(rules, part, own);
    if (!mine) return part;
    check(
      part.constrained !== undefined,
      `a part of kind ${part.kind} takes no windows, spacing or grid: name the coordinates that they are for.`,
    );
    return part.constrained(mine);
  });
  const whole = mixed(ruled);
  const windows = ruled.flatMap(
    (part) => part.windows ?? part.low.map((low, i): [number, number][] => [[low, part.high[i] as number]]),
  );
  return {
    ...whole,
    names,
    free,
    windows,
    constrained: (more) => partsConstrained(free, parts, names, { ...rules, ...more }),
    exchanges(design, reach) {
      let at = 0;
      return ruled.flatMap((part) => {
        const [before, own, after] = [design.slice(0, at), design.slice(at, at + part.dim), design.slice(at + part.dim)];
        at += part.dim;
        return (part.exchanges?.(own, reach) ?? []).map((other) => [...before, ...other, ...after]);
      });
    },
  };
}

/**
 * Measurement after measurement, part by part, where those of all parts have as many numbers: a first dose, say, then times. As one measurement of
 * all parts together a mixed space is chosen where it is repeated: `repeated(mixed([...]), 5)`.
 */
function oneByOne(parts: readonly DesignSpace[]): Pick<DesignSpace, "width" | "rawWidth" | "next" | "after"> {
  const alike = (of: (part: DesignSpace) => number) => new Set(parts.map(of)).size === 1;
  if (!parts.every((part) => part.next) || !alike(widthOf) || !alike(rawWidthOf)) return {};
  const { width, rawWidth } = parts[0] as DesignSpace;
  const counts = parts.map(measurementsOf);
  const firsts = counts.map((_, i) => counts.slice(0, i).reduce((sum, count) => sum + count, 0));
  return {
    ...withoutGaps({ width, rawWidth }),
    next(raw, before, sharpness) {
      const at = firsts.findLastIndex((first) => first <= before.length);
      const { next } = parts[at] as Required<Pick<DesignSpace, "next">>;
      return next(raw, before.slice(firsts[at]), sharpness);
    },
  };
}

/** A mixed space among the parts of another has no kind of its own in a policy's file. */
function portableParts({ portable, dim }: DesignSpace): MixedData["parts"] {
  const { kind, parts } = portable as MixedData;
  return kind === "mixed" ? parts : [{ space: portable as MixedData["parts"][number]["space"], numbers: dim }];
}

/** The parts' names; numbered by part where two are the same, with units where these differ. */
function mixedNames(parts: readonly DesignSpace[], numbered: boolean, withUnits: boolean): string[] {
  return parts.flatMap(({ names, unit }, i) =>
    names.map((name) => `${name}${numbered ? `.${i + 1}` : ""}${withUnits && unit ? ` (${unit})` : ""}`),
  );
}

mixed.summary = "several spaces side by side";
mixed.use = "a design of unlike parts, e.g. a dose from a list and times to measure";
mixed.example = (): DesignSpace =>
  mixed([choice({ candidates: [1, 2, 5], dim: 1 }), spacedTimes({ low: 0, high: 24, dim: 3, spacing: 1 })]);
