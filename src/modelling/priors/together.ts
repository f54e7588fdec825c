/** Beliefs about different things side by side: a rate beside shares of a whole, or beside draws of an earlier study. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import type { Prior, Unbounded } from "../../contracts/simulator.js";
import { manyColumns } from "../../engine/tensors.js";
import { keyFor } from "../../numbers/keys.js";
import { unbounded } from "../../numbers/support.js";

/**
 * One prior of several that know nothing of each other: `together(independent({ rate }), dirichlet({ young: 1, old: 1 }))`. Parameters in the order
 * of the parts. A part's parameters decide its random numbers, and its density is known where all parts' are.
 */
export function together(...parts: readonly Prior[]): Prior {
  check(parts.length > 0, "priors.together(..) needs at least one prior, e.g. priors.independent({ .. })");
  const names = parts.flatMap((part) => part.names);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  check(twice === undefined, `priors.together: "${twice}" is a parameter of two parts; give each its own name`);
  const widths = parts.map((part) => part.names.length);
  const cut = (theta: tf.Tensor2D): tf.Tensor2D[] => tf.split(theta, widths, 1);
  const bounded = parts.some(({ support }) => support);
  const categories = parts.flatMap((part) => part.categories ?? []);
  return {
    names,
    units: parts.flatMap(({ units }) => units),
    ...(bounded ? { support: parts.flatMap((part) => part.support ?? part.names.map(() => ({}))) } : {}),
    ...(parts.some((part) => part.unbounded) ? { unbounded: mapOf(parts, cut) } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    sample: (key, n) => tf.tidy(() => manyColumns(...parts.map((part) => part.sample(keyFor(key, part.names.join(" ")), n)))),
    ...(parts.every(({ logDensity }) => logDensity)
      ? {
          logDensity: (theta) =>
            tf.tidy(() => {
              const columns = cut(theta);
              return tf.addN(
                parts.map((part, i) => (part.logDensity as NonNullable<Prior["logDensity"]>)(columns[i] as tf.Tensor2D)),
              );
            }),
        }
      : {}),
    only: (some) => onlyOf(parts, some),
  };
}

function mapOf(parts: readonly Prior[], cut: (theta: tf.Tensor2D) => tf.Tensor2D[]): Unbounded {
  const maps = parts.map(unbounded);
  const each = (x: tf.Tensor2D, of: (map: Unbounded, part: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D => {
    const columns = cut(x);
    return manyColumns(...maps.map((map, i) => of(map, columns[i] as tf.Tensor2D)));
  };
  return {
    free: (theta) => each(theta, (map, part) => map.free(part)),
    back: (z) => each(z, (map, part) => map.back(part)),
    logVolume: (z) => {
      const columns = cut(z);
      return tf.addN(maps.map((map, i) => map.logVolume(columns[i] as tf.Tensor2D)));
    },
  };
}

/** Known where they stand in the order of the parts, and each part knows its own. */
function onlyOf(parts: readonly Prior[], some: readonly string[]): Prior | undefined {
  const wanted = parts.map((part) => some.filter((name) => part.names.includes(name)));
  if (wanted.flat().join(" ") !== some.join(" ")) return undefined;
  const found = parts.flatMap((part, i) => {
    const own = wanted[i] as string[];
    if (own.length === 0) return [];
    return [own.length === part.names.length && own.every((name, j) => name === part.names[j]) ? part : part.only?.(own)];
  });
  return found.every((part) => part !== undefined) ? together(...(found as Prior[])) : undefined;
}
