/** The kernels of `assembly/`, ready to run on a memory. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { InputError } from "../../basics/errors.js";
import { packageRoot } from "../../basics/version.js";

type Call = (...numbers: number[]) => void;

/** Numbers are float32 in the memory, but in assembly/pairs.ts; addresses are in bytes, sizes and strides in elements. See `assembly/` for each. */
export interface Kernels extends Record<ByElement | Broadcast | Reduction | Other, Call> {
  /** Sum of squares of n numbers, in double precision. */
  sumSquares(n: number, x: number): number;
  /** (n, distances, limit, closed: 0 or 1): how many of n numbers of double precision are below the limit, or at most it. */
  countBelow(...numbers: number[]): number;
}

/** (n, x, out), and up to two numbers more. */
type ByElement =
  | "abs"
  | "neg"
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "sqrt"
  | "rsqrt"
  | "square"
  | "reciprocal"
  | "relu"
  | "relu6"
  | "sigmoid"
  | "tanh"
  | "softplus"
  | "elu"
  | "sign"
  | "floor"
  | "ceil"
  | "round"
  | "asinh"
  | "logicalNot"
  | "isNan"
  | "isInf"
  | "isFinite"
  | "truncate"
  | "notZero"
  | "step"
  | "clip"
  | "leakyRelu"
  | "scale";
/** (d0, d1, d2, address and three strides of each operand, out). */
type Broadcast =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "max"
  | "min"
  | "squaredDifference"
  | "greater"
  | "greaterEqual"
  | "less"
  | "lessEqual"
  | "equal"
  | "notEqual"
  | "and"
  | "or"
  | "floorDiv"
  | "select";
/** (outer, reduced, inner, x, out). */
type Reduction = "reduceSum" | "reduceMax" | "reduceMin";
type Other =
  | "reluGrad"
  | "eluGrad"
  | "matMul"
  | "sparseMatMul"
  | "stridedCopy"
  | "toBytes"
  | "fill"
  | "adam"
  | "farthestColumn"
  | "farther"
  | "smallest"
  | "differenceScores"
  | "differenceScoresGradient";

export interface Memory {
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB */
  grow(pages: number): number;
}

/** What is used of the global WebAssembly, for which Node's types have no names. */
interface Engine {
  Memory: new (limits: { initial: number; maximum: number }) => Memory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
  validate(bytes: Uint8Array): boolean;
}

const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

/** WebAssembly's limit with 32-bit addresses, in pages: 4 GiB. */
const mostPages = 65536;

export const newMemory = (pages: number): Memory => new engine.Memory({ initial: pages, maximum: mostPages });

/**
 * Bytes that `matMul` needs for itself: a panel of eight columns of B, and one block of A in panels of four rows (`blockDepth` and
 * `blockRows` in assembly/matMul.ts).
 */
export function matMulScratch(M: number, K: number): number {
  const parts = Math.ceil(K / 640);
  const depth = parts > 1 ? 4 * Math.ceil(Math.ceil(K / parts) / 4) : Math.max(1, K);
  return 32 * Math.max(K, depth) + 16 * depth * Math.min(Math.ceil(M / 4), Math.max(4, Math.floor(32768 / depth)));
}

/** Rows of B that `sparseMatMul` takes at once. */
export const sparseDepth = 256;

/** Bytes that `sparseMatMul` needs: a panel of 32 columns and four rows beside it, a list for each row of A and one more; or `matMul`. */
export const sparseMatMulScratch = (M: number, N: number, K: number): number =>
  Math.max(128 * (sparseDepth + 5) + (M + 1) * (8 * Math.min(K, sparseDepth) + 16), matMulScratch(Math.max(M, N), K));

let compiled: { readonly module: object; readonly relaxed: boolean } | undefined;

/** Whether the engine has fused multiply-add, which "relaxed" SIMD brings. */
export const hasRelaxedSimd = (): boolean => compile().relaxed;

/** Those that the engine runs fastest. */
export function loadKernels(memory: Memory): Kernels {
  return instantiate(compile().module, memory);
}

export type ModuleName = "simd" | "relaxed";

/** @throws an engine's own error where it lacks relaxed SIMD and that module is asked for */
export function loadModule(name: ModuleName, memory: Memory): Kernels {
  compile(); // sets the engine's flag
  return instantiate(new engine.Module(bytesOf(name)), memory);
}

function instantiate(module: object, memory: Memory): Kernels {
  return new engine.Instance(module, { env: { memory, abort } }).exports as Kernels;
}

function compile(): NonNullable<typeof compiled> {
  if (compiled) return compiled;
  const relaxed = bytesOf("relaxed");
  // On by default in newer engines; Node 20 has it behind a flag.
  if (!engine.validate(relaxed)) setFlagsFromString("--experimental-wasm-relaxed-simd");
  const works = engine.validate(relaxed);
  compiled = { module: new engine.Module(works ? relaxed : bytesOf("simd")), relaxed: works };
  return compiled;
}

function abort(): never {
  throw new Error("a WebAssembly kernel aborted");
}

/** Beside this file once built; when the sources run as they are, where the build put it. */
function bytesOf(name: ModuleName): Uint8Array {
  const beside = fileURLToPath(new URL(`./${name}.wasm`, import.meta.url));
  const found = [beside, join(packageRoot, "dist", "src", "engine", "kernels", `${name}.wasm`)].find(existsSync);
  if (!found) throw new InputError(`the WebAssembly kernels are missing (${name}.wasm). Run "npm run build".`);
  return readFileSync(found);
}
