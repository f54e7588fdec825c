/** How much memory there is, and the refusal of what needs more, before any of it is taken. */
import { freemem, totalmem } from "node:os";
import { InputError } from "./errors.js";

/** WebAssembly's limit of a step's own memory, with 32-bit addresses, and that of TensorFlow.js's heap. */
export const addressable = { step: 2 ** 32, tensors: 2 ** 31 } as const;

/** What a process has before it computes anything. */
export const processBytes = 150e6;

/** Bytes that this process and those that help it may take, containers' limits counted. macOS calls only what nobody ever used free. */
export function availableBytes(): number {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY; // 0, or more than there is: no limit
  const free = process.platform === "darwin" ? 0.75 * totalmem() : freemem();
  return Math.min(free, limit);
}

/** "5.4 GB" */
export function inGigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toPrecision(bytes < 1e10 ? 2 : 3)} GB`;
}

/** @param what needs them, "a training step" @param lower what to do about it, "lower --batch" @throws InputError where they are not there */
export function checkRoom(bytes: number, room: number, what: string, lower: string): void {
  if (bytes <= room) return;
  throw new InputError(
    `${what} would need about ${inGigabytes(bytes)} of memory, and ${inGigabytes(room)} can be had: ${lower}. Nothing was computed.`,
  );
}

/** A value of `measure` at `x` from its values at three small ones: memory grows with the square of a size at most. */
export function extrapolated(measure: (x: number) => number, x: number, unit: number): number {
  if (x <= 3 * unit) return measure(x);
  const [a, b, c] = [measure(unit), measure(2 * unit), measure(3 * unit)];
  const t = x / unit;
  // Lagrange's polynomial through (1, a), (2, b), (3, c)
  return (a * (t - 2) * (t - 3)) / 2 - b * (t - 1) * (t - 3) + (c * (t - 1) * (t - 2)) / 2;
}

/** The least width that shapes are tried with. */
const narrow = 4;

/**
 * Shapes of networks with layers of these widths, found on narrow ones: there may be no room for the true ones. A size is a sum of multiples
 * of widths (gates lie side by side, features join inputs), and how it grows with each width is tried out.
 * @param shapesWith shapes by name for given widths
 */
export function shapesOf(
  shapesWith: (widths: readonly number[]) => Readonly<Record<string, readonly number[]>>,
  widths: readonly number[],
): Record<string, number[]> {
  const all = widths.map(() => narrow);
  const base = shapesWith(all);
  const wider = widths.map((_, i) => shapesWith(all.map((width, j) => (j === i ? width + 1 : width))));
  const grown = (name: string, axis: number, size: number): number =>
    widths.reduce((sum, width, i) => sum + (((wider[i]?.[name] ?? [])[axis] ?? size) - size) * (width - narrow), size);
  return Object.fromEntries(
    Object.entries(base).map(([name, shape]) => [name, shape.map((size, axis) => grown(name, axis, size))]),
  );
}
