/**
 * Writes a WebAssembly module while the program runs: for loops whose formulas are a user's own, which the kernels of the build, written
 * in AssemblyScript, cannot know. Only what such loops need: functions of numbers on one imported memory.
 * The binary format is that of the WebAssembly core specification 2.0, chapter 5.
 */
import type { Memory } from "../kernels/kernels.js";

/** Bytes, or lists of them: flattened once, at the end. */
export type Code = number | readonly Code[];

/** What a parameter, a local or a result is. */
export const valueTypes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

export type ValueType = keyof typeof valueTypes;

export interface FunctionSpec {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result?: ValueType;
  /** Locals behind the parameters. */
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** LEB128 of a whole number without sign. */
export function unsigned(n: number): Code {
  const bytes: number[] = [];
  let rest = n >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** LEB128 of a 32-bit whole number. */
export function signed(n: number): Code {
  const bytes: number[] = [];
  let rest = n | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
}

const flat = (code: Code, into: number[] = []): number[] => {
  if (typeof code === "number") into.push(code);
  else for (const part of code) flat(part, into);
  return into;
};

const vector = (items: readonly Code[]): Code => [unsigned(items.length), items];
const sized = (code: Code): Code => {
  const bytes = flat(code);
  return [unsigned(bytes.length), bytes];
};
const section = (id: number, items: readonly Code[]): Code => [id, sized(vector(items))];
const text = (value: string): Code => sized([...new TextEncoder().encode(value)]);
const type = (name: ValueType): number => valueTypes[name];

/**
 * The module, whose memory is imported as env.memory and whose functions are exported by their names; `call` numbers them in this order.
 */
export function assemble(functions: readonly FunctionSpec[]): Uint8Array {
  const types = functions.map(({ parameters, result }) => [
    0x60,
    vector(parameters.map(type)),
    vector(result ? [type(result)] : []),
  ]);
  const bodies = functions.map(({ locals, body }) => sized([vector(locals.map((local) => [1, type(local)])), body, 0x0b]));
  return Uint8Array.from(
    flat([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, types),
      section(2, [[text("env"), text("memory"), 0x02, 0x00, unsigned(1)]]),
      section(3, functions.map((_, i) => unsigned(i))), // biome-ignore format: one line
      section(7, functions.map(({ name }, i) => [text(name), 0x00, unsigned(i)])), // biome-ignore format: one line
      section(10, bodies),
    ]),
  );
}

/** What is used of the global WebAssembly, for which Node's types have no names. */
interface Engine {
  Memory: new (limits: { initial: number }) => Memory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
}

const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

export type Exports = Readonly<Record<string, (...numbers: number[]) => number>>;

/** @param bytes how much memory it needs */
export function instantiate(module: Uint8Array, bytes: number): { readonly memory: ArrayBuffer; readonly functions: Exports } {
  const memory = new engine.Memory({ initial: Math.max(1, Math.ceil(bytes / 65536)) });
  const { exports } = new engine.Instance(new engine.Module(module), { env: { memory } });
  return { memory: memory.buffer, functions: exports as Exports };
}
