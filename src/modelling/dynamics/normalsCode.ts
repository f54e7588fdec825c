/**
 * Standard normals for four paths at once. Each path has a stream of its own, so that its noise depends neither on the thread nor on the
 * lane that simulates it: sfc32 (Doty-Humphrey's small fast counting generator, 128 bits, of which one word counts), seeded by a Threefry
 * block of (key, path). A counter-based generator in every step was measured in instructions: Philox-4x32-10 takes about 50 for four
 * words, Threefry-2x32 57, sfc32 11, and what a path needs is that streams are independent, which the seeds see to.
 * Two words make two normals (Box and Muller 1958), without a table and without a branch: WebAssembly has no gather.
 */
import * as lane from "../../engine/assemble/lanes.js";
import type { Code, FunctionSpec } from "../../engine/assemble/module.js";
import { cosCoefficients, halfRoot, logCoefficients, sinCoefficients } from "./helperCode.js";

const { get, set } = lane.local;

export interface NormalsPlan {
  /** Groups of four paths. */
  readonly groups: number;
  /** Bytes: four rows of words, 4·groups each. */
  readonly streams: number;
  /** Bytes: where the normals go, [quads][groups][4]. */
  readonly buffer: number;
  /** The normals' variance. */
  readonly variance: number;
}

/** Locals behind the parameter. */
const at = { pairs: 0, pointer: 1, left: 2, a: 3, b: 4, c: 5, d: 6, word: 7, x: 8, e: 9, r: 10, q: 11, sign: 12 } as const;

/** The next word of the four streams, to `at.word`. */
const nextWord: Code = [
  set(at.word, lane.addInt(lane.addInt(get(at.a), get(at.b)), get(at.d))),
  set(at.d, lane.addInt(get(at.d), lane.allInt(1))),
  set(at.a, lane.xor(get(at.b), lane.shiftRight(get(at.b), 9))),
  set(at.b, lane.addInt(get(at.c), lane.shiftLeft(get(at.c), 3))),
  set(at.c, lane.or(lane.shiftLeft(get(at.c), 21), lane.shiftRight(get(at.c), 11))),
  set(at.c, lane.addInt(get(at.c), get(at.word))),
];

/**
 * sqrt(-2·variance·log(u)) to `at.r`: u is the absolute value of the word, made odd, over 2^31, so never 0, and the radius ends at 6.6 sd.
 * The word's sign is kept for the angle.
 */
const radius = (variance: number): Code => [
  set(at.sign, lane.and(get(at.word), lane.allInt(1 << 31))),
  set(at.x, lane.abs(lane.converted(lane.or(get(at.word), lane.allInt(1))))),
  set(at.x, lane.subInt(get(at.x), lane.allInt(31 << 23))), // over 2^31
  set(at.e, lane.shiftRightSigned(lane.subInt(get(at.x), lane.allInt(halfRoot)), 23)),
  set(at.x, lane.sub(lane.subInt(get(at.x), lane.shiftLeft(get(at.e), 23)), lane.all(1))),
  set(at.x, lane.mul(get(at.x), lane.polynomial(get(at.x), logCoefficients.map((c) => -2 * variance * c)))), // biome-ignore format: one line
  set(at.e, lane.mul(lane.converted(get(at.e)), lane.all(-2 * variance * Math.LN2))),
  set(at.r, lane.sqrt(lane.add(get(at.x), get(at.e)))),
];

/** An angle of ±π/2 from all bits of the next word; its cosine, which is positive, takes the other word's sign. */
const angle: Code = [
  set(at.x, lane.mul(lane.converted(get(at.word)), lane.all(Math.PI / 2 ** 32))),
  set(at.q, lane.mul(get(at.x), get(at.x))),
];

/** normals(pairs): 2·pairs normals of every path. */
export function normalsFunction({ groups, streams, buffer, variance }: NormalsPlan): FunctionSpec {
  const row = 16 * groups;
  const words = [at.a, at.b, at.c, at.d];
  const group = (g: number): Code => {
    const stream = (i: number) => streams + i * row + 16 * g;
    return [
      words.map((word, i) => set(word, lane.load(lane.i32.constant(0), stream(i)))),
      set(at.pointer, lane.i32.constant(buffer + 16 * g)),
      set(at.left, get(at.pairs)),
      lane.repeatWhile(
        [
          nextWord,
          radius(variance),
          nextWord,
          angle,
          lane.store(get(at.pointer), 0, lane.mul(get(at.r), lane.mul(get(at.x), lane.polynomial(get(at.q), sinCoefficients)))),
          lane.store(
            get(at.pointer),
            row,
            lane.mul(lane.xor(get(at.r), get(at.sign)), lane.polynomial(get(at.q), cosCoefficients)),
          ),
          set(at.pointer, lane.i32.add(get(at.pointer), lane.i32.constant(2 * row))),
        ],
        lane.local.tee(at.left, lane.i32.sub(get(at.left), lane.i32.constant(1))),
      ),
      words.map((word, i) => lane.store(lane.i32.constant(0), stream(i), get(word))),
    ];
  };
  return {
    name: "normals",
    parameters: ["i32"],
    locals: ["i32", "i32", ...Array.from({ length: 10 }, () => "v128" as const)],
    body: Array.from({ length: groups }, (_, g) => group(g)),
  };
}
