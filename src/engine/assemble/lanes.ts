/** Instructions on four float32 numbers at once, as code that leaves its result on the stack. Plain SIMD: the same bits on every machine. */
import { type Code, signed, unsigned } from "./module.js";

export const local = {
  get: (i: number): Code => [0x20, unsigned(i)],
  set: (i: number, value: Code): Code => [value, 0x21, unsigned(i)],
  tee: (i: number, value: Code): Code => [value, 0x22, unsigned(i)],
};

export const i32 = {
  constant: (n: number): Code => [0x41, signed(n)],
  add: (a: Code, b: Code): Code => [a, b, 0x6a],
  sub: (a: Code, b: Code): Code => [a, b, 0x6b],
};

export const call = (index: number, ...inputs: Code[]): Code => [inputs, 0x10, unsigned(index)];

/** Runs the body, then again while the condition it leaves is not 0. */
export const repeatWhile = (body: Code, condition: Code): Code => [0x03, 0x40, body, condition, 0x0d, 0x00, 0x0b];

const simd = (opcode: number, ...inputs: Code[]): Code => [inputs, 0xfd, unsigned(opcode)];

/** Four of the same 32 bits. */
const splat = (bits: Uint8Array): Code => [0xfd, 0x0c, [...bits, ...bits, ...bits, ...bits]];

export const all = (x: number): Code => splat(new Uint8Array(Float32Array.of(x).buffer));
export const allInt = (n: number): Code => splat(new Uint8Array(Int32Array.of(n).buffer));

/** @param address code of the base @param offset bytes; both multiples of 16 */
export const load = (address: Code, offset: number): Code => [address, 0xfd, 0x00, 0x04, unsigned(offset)];
export const store = (address: Code, offset: number, value: Code): Code => [address, value, 0xfd, 0x0b, 0x04, unsigned(offset)];

export const add = (a: Code, b: Code): Code => simd(0xe4, a, b);
export const sub = (a: Code, b: Code): Code => simd(0xe5, a, b);
export const mul = (a: Code, b: Code): Code => simd(0xe6, a, b);
export const div = (a: Code, b: Code): Code => simd(0xe7, a, b);
export const sqrt = (a: Code): Code => simd(0xe3, a);
export const abs = (a: Code): Code => simd(0xe0, a);
export const neg = (a: Code): Code => simd(0xe1, a);
export const floor = (a: Code): Code => simd(0x68, a);
/** b < a ? b : a and a < b ? b : a: one instruction each, and NaN where a is NaN. */
export const least = (a: Code, b: Code): Code => simd(0xea, a, b);
export const most = (a: Code, b: Code): Code => simd(0xeb, a, b);
/** Comparisons give bits, all set where they hold. */
export const lt = (a: Code, b: Code): Code => simd(0x43, a, b);
export const le = (a: Code, b: Code): Code => simd(0x45, a, b);
export const eq = (a: Code, b: Code): Code => simd(0x41, a, b);
export const ne = (a: Code, b: Code): Code => simd(0x42, a, b);
export const not = (a: Code): Code => simd(0x4d, a);
export const and = (a: Code, b: Code): Code => simd(0x4e, a, b);
export const or = (a: Code, b: Code): Code => simd(0x50, a, b);
export const xor = (a: Code, b: Code): Code => simd(0x51, a, b);
/** Bits of `yes` where those of `mask` are set, else of `no`. */
export const select = (mask: Code, yes: Code, no: Code): Code => simd(0x52, yes, no, mask);
export const shiftLeft = (a: Code, by: number): Code => simd(0xab, a, i32.constant(by));
export const shiftRightSigned = (a: Code, by: number): Code => simd(0xac, a, i32.constant(by));
export const shiftRight = (a: Code, by: number): Code => simd(0xad, a, i32.constant(by));
export const addInt = (a: Code, b: Code): Code => simd(0xae, a, b);
export const subInt = (a: Code, b: Code): Code => simd(0xb1, a, b);
/** float32 of whole numbers with sign. */
export const converted = (a: Code): Code => simd(0xfa, a);

/** Coefficients from the constant on. */
export const polynomial = (x: Code, coefficients: readonly number[]): Code =>
  coefficients.slice(0, -1).reduceRight<Code>((sum, c) => add(mul(sum, x), all(c)), all(coefficients.at(-1) as number));

/** The one number there, four times. @param offset bytes, a multiple of 4 */
export const loadSplat = (address: Code, offset: number): Code => [address, 0xfd, 0x09, 0x02, unsigned(offset)];
