/**
 * Standard normals for the inner loop of the path simulation, where a Threefry block for each would cost more than the path itself.
 * Words come from sfc32 (Doty-Humphrey's small fast counting generator, 128 bits of state), whose state a Threefry key fills, so that
 * every block of paths has a stream of its own; a normal is the inverse distribution function of one word. A ziggurat was no faster
 * here: its loads and its rare branch cost what the cubic costs.
 */

import type { Key } from "../../src/contracts/values.js";
import { normalOf } from "../../src/numbers/inverseNormal.js";
import { bits } from "../../src/numbers/keys.js";

/** State of one stream of words. */
export type Stream = Int32Array;

export function openStream(key: Key): Stream {
  const stream = new Int32Array(bits(key, 4));
  fillNormals(stream, new Float64Array(16), 16); // the generator's author asks for a dozen rounds between seed and first use
  return stream;
}

/** Writes n standard normals to the front of `out`. */
export function fillNormals(stream: Stream, out: Float64Array, n: number): void {
  let a = stream[0] as number;
  let b = stream[1] as number;
  let c = stream[2] as number;
  let d = stream[3] as number;
  for (let i = 0; i < n; i++) {
    const word = (((a + b) | 0) + d) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    d = (d + 1) | 0;
    out[i] = normalOf(word);
  }
  stream[0] = a;
  stream[1] = b;
  stream[2] = c;
  stream[3] = d;
}
