/** A checkpoint comes back bit for bit, or not at all. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { InputError } from "../../src/basics/errors.js";
import { readCheckpoint, writeCheckpoint } from "../../src/records/checkpoint.js";

const folder = mkdtempSync(join(tmpdir(), "floe-checkpoint-"));
const file = join(folder, "latest");
afterAll(() => rmSync(folder, { recursive: true }));

/** Float32Arrays by their bits: NaNs with payloads, -0 and denormals count. */
const words = (array: Float32Array) => Array.from(new Uint32Array(array.buffer, array.byteOffset, array.length));

test("arrays come back with the same bits and state with the same numbers, whatever they are", () => {
  const state = fc.dictionary(fc.string(), fc.oneof(fc.double(), fc.string(), fc.constant(null), fc.array(fc.double())));
  const arrays = fc.dictionary(
    fc.string(),
    fc.uint32Array().map((bits) => new Float32Array(bits.slice().buffer)),
  );
  fc.assert(
    fc.property(state, arrays, (state, arrays) => {
      writeCheckpoint(file, { state, arrays });
      const back = readCheckpoint(file);
      expect(back?.state).toEqual({ ...state });
      const bits = (all: Readonly<Record<string, Float32Array>>) => Object.entries(all).map(([name, one]) => [name, words(one)]);
      expect(bits(back?.arrays ?? {})).toEqual(bits(arrays));
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("views into a larger buffer keep only what they show", () => {
  const whole = Float32Array.from({ length: 10 }, (_, i) => i);
  writeCheckpoint(file, { state: {}, arrays: { part: whole.subarray(3, 6) } });
  expect(readCheckpoint(file)?.arrays.part).toEqual(Float32Array.of(3, 4, 5));
});

test("a single changed bit, or a lost byte, anywhere is found", () => {
  writeCheckpoint(file, { state: { step: 3 }, arrays: { w: Float32Array.of(1, 2) } });
  const sound = readFileSync(file);
  for (let i = 0; i < sound.length; i++) {
    const flipped = Buffer.from(sound);
    flipped[i] = (flipped[i] as number) ^ (1 << (i % 8));
    for (const damaged of [flipped, sound.subarray(0, i)]) {
      writeFileSync(file, damaged);
      expect(() => readCheckpoint(file), `byte ${i}`).toThrow(InputError);
    }
  }
});

test("there is none before the first, and a typed array in the state is refused", () => {
  expect(readCheckpoint(join(folder, "none"))).toBeUndefined();
  expect(() => writeCheckpoint(file, { state: { w: new Float32Array(1) }, arrays: {} })).toThrow(/typed array/);
});
