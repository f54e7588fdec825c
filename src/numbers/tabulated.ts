/**
 * A function of one number as cubic Hermite pieces, for inner loops: about a nanosecond or two a value, whatever the function costs.
 * The pieces grow with the distance from the centre, 32 to an octave of 1 + |x - centre|/scale, so that a function that is
 * smooth at this scale, and like a polynomial or a logarithm far away, is met everywhere: error of the order of 1e-7.
 */
const SEGMENTS = 32;
const OCTAVES = 16;
const PIECES = SEGMENTS * OCTAVES;
const WIDTH = 5; // a piece: its left end, then four coefficients
const FURTHEST = 2 ** OCTAVES * (1 - 2 ** -10);
const FRACTION = 14; // bits of fixed point behind the binary point, enough to find the piece

export interface Tabulated {
  /** [value, slope] at x. */
  readonly f: (x: number) => readonly [number, number];
  readonly centre: number;
  readonly scale: number;
  readonly table: Float64Array;
  /** The coefficients alone, [2·512, 4], for the WebAssembly kernel: it finds a piece's left end by itself. */
  readonly coefficients: Float32Array;
}

export function tabulate(f: Tabulated["f"], centre: number, scale: number): Tabulated {
  const table = new Float64Array(2 * PIECES * WIDTH);
  const coefficients = new Float32Array(2 * PIECES * (WIDTH - 1));
  for (const [side, sign] of [1, -1].entries()) {
    for (let piece = 0; piece < PIECES; piece++) {
      const unit = 2 ** Math.floor(piece / SEGMENTS);
      const left = unit * (1 + (piece % SEGMENTS) / SEGMENTS) - 1;
      const width = unit / SEGMENTS;
      const [v0, s0] = f(centre + sign * scale * left);
      const [v1, s1] = f(centre + sign * scale * (left + width));
      const [d0, d1] = [s0 * sign * scale * width, s1 * sign * scale * width];
      const cubic = [v0, d0, 3 * (v1 - v0) - 2 * d0 - d1, d0 + d1 - 2 * (v1 - v0)];
      const at = (side * PIECES + piece) * WIDTH;
      table[at] = left;
      cubic.forEach((c, power) => {
        table[at + 1 + power] = c / width ** power;
        coefficients[(side * PIECES + piece) * (WIDTH - 1) + power] = c / width ** power;
      });
    }
  }
  return { f, centre, scale, table, coefficients };
}

/** Where the piece of standardised distance u = (x - centre)/scale begins in the table. */
export function pieceOf(u: number): number {
  const fixed = (Math.min(1 + Math.abs(u), FURTHEST) * 2 ** FRACTION) | 0;
  const octave = 31 - FRACTION - Math.clz32(fixed);
  const piece = (octave << 5) + ((fixed >>> (octave + FRACTION - 5)) & 31);
  return (u < 0 ? PIECES + piece : piece) * WIDTH;
}

export function valueAt({ table, centre, scale }: Tabulated, x: number): number {
  const u = (x - centre) / scale;
  const at = pieceOf(u);
  const d = Math.abs(u) - (table[at] as number);
  const linear = ((table[at + 4] as number) * d + (table[at + 3] as number)) * d + (table[at + 2] as number);
  return linear * d + (table[at + 1] as number);
}

export function slopeAt({ table, centre, scale }: Tabulated, x: number): number {
  const u = (x - centre) / scale;
  const at = pieceOf(u);
  const d = Math.abs(u) - (table[at] as number);
  const curved = 3 * (table[at + 4] as number) * d + 2 * (table[at + 3] as number);
  return ((u < 0 ? -1 : 1) * (curved * d + (table[at + 2] as number))) / scale;
}

/** Derivative of the slope: continuous within a piece only, which Newton steps can live with. */
export function curvatureAt({ table, centre, scale }: Tabulated, x: number): number {
  const u = (x - centre) / scale;
  const at = pieceOf(u);
  const d = Math.abs(u) - (table[at] as number);
  return (6 * (table[at + 4] as number) * d + 2 * (table[at + 3] as number)) / (scale * scale);
}
