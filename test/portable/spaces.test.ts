/** Every space that policies can use, without tensors: the registry's examples and the hard cases of test/designs/spaces.ts. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { DesignSpace } from "../../src/contracts/space.js";
import { tidied } from "../../src/engine/tensors.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { inPieces, measurementsOf, rawWidthOf, widthOf } from "../../src/numbers/measurements.js";
import { axisOf, checkPlace, placeOf, rangeOf } from "../../src/portable/space.js";
import { spaces as kinds } from "../../src/portable/spaces/index.js";
import type { PolicyData, SpaceData } from "../../src/portable/types.js";
import { rests, spaces } from "../designs/spaces.js";

const all = Object.entries(spaces).filter(([name, space]) => space.next && !(name in rests));

test("each has a portable half, and each portable half is used", () => {
  expect(all.length).toBeGreaterThan(2);
  const used = all.map(([name, { portable }]) => [name, portable?.kind ?? "none"] as const);
  expect(used.filter(([, kind]) => !Object.hasOwn(kinds, kind))).toEqual([]);
  expect([...new Set(used.map(([, kind]) => kind))].sort()).toEqual(Object.keys(kinds).sort());
});

/** Raw values of each measurement, far ones among them, and the places to which they lead in training. */
function chains(space: DesignSpace): { raws: number[][]; places: number[][] }[] {
  return Array.from({ length: 6 }, (_, i) => {
    const each = rawWidthOf(space);
    const raws = inPieces(
      Array.from(normals(fold(key(11), i), measurementsOf(space) * each), (x) => (1 + i) * x),
      each,
    );
    const places = tidied(() => {
      const chosen: tf.Tensor2D[] = [];
      for (const raw of raws)
        chosen.push((space.next as NonNullable<DesignSpace["next"]>)(tf.tensor2d([raw]), chosen, tf.scalar(1)));
      return chosen.map((x) => Array.from(x.dataSync()));
    });
    return { raws, places };
  });
}

describe.each(all)("%s", (_, space) => {
  const data = space.portable as SpaceData;
  const { names: designNames, unit: designUnit } = space;
  const [horizon, width] = [measurementsOf(space), widthOf(space)];

  test("each measurement is where it is in training, and can be taken there", () => {
    for (const { raws, places } of chains(space))
      raws.forEach((raw, step) => {
        const before = places.slice(0, step);
        const own = placeOf(data, raw, before, horizon);
        expect(own).toHaveLength(width);
        for (const [j, x] of own.entries()) {
          const [low, high] = rangeOf(data, step * width + j);
          const near = 1e-6 * (high - low) + 2e-6 * Math.max(Math.abs(low), Math.abs(high)); // float32 of the trained one
          expect(Math.abs(x - (places[step]?.[j] as number))).toBeLessThanOrEqual(near);
        }
        expect(() => checkPlace({ space: data, designNames, designUnit } as unknown as PolicyData, before, own)).not.toThrow();
      });
  });

  test("ranges and scales are those of the space", () => {
    for (let i = 0; i < space.dim; i++) {
      const { low, high, scale = "linear" } = axisOf(data, i);
      expect([low, high, scale]).toEqual([space.low[i], space.high[i], space.scales?.[i] ?? "linear"]);
    }
  });

  test("its file is whole; without one of its fields, or with a text in its place, it is not", () => {
    const wrong = (fields: object): string[] => {
      const found: string[] = [];
      const must = (field: string, fits: boolean) => {
        if (!fits) throw new Error(field);
      };
      try {
        kinds[data.kind]?.check(fields as Readonly<Record<string, unknown>>, horizon, must);
      } catch (error) {
        found.push((error as Error).message);
      }
      return found;
    };
    const { kind: _kind, ...fields } = JSON.parse(JSON.stringify(data));
    expect(wrong(fields)).toEqual([]);
    for (const field of Object.keys(fields)) {
      const { [field]: gone, ...others } = fields;
      if (!field.startsWith("scale") && !["distinct", "labels", "numbers", "ascending"].includes(field))
        expect(wrong(others)).toEqual([field]);
      expect(wrong({ ...fields, [field]: "x" })).toEqual([field]);
      expect(gone).toBeDefined();
    }
  });
});
