/** Numbers of any size: on axes, which have room for a few digits, in words and in tables. */
import { short } from "../../src/basics/digits.js";

/** What is taken away and divided by stands in the axis's title. */
export interface AxisUnit {
  readonly shift: number;
  readonly factor: number;
  /** "y", "y − 200", "y (10⁻³)" */
  title(name: string): string;
}

/** Of these sizes, numbers fit as they are. */
const fits = { least: 0.05, most: 20_000 } as const;
/** So many times as far from 0 as it is wide, a range is counted from its middle. */
const far = 100;

export function axisUnit(low: number, high: number): AxisUnit {
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  const shift = half > 0 && Math.abs(middle) > far * half ? rounded(middle, half) : 0;
  const size = shift === 0 ? Math.max(Math.abs(low), Math.abs(high)) : half;
  const power = size > 0 && !(size >= fits.least && size < fits.most) ? Math.floor(Math.log10(size)) : 0;
  const taken = shift === 0 ? "" : ` ${shift < 0 ? "+" : "−"} ${digits(Math.abs(shift))}`;
  return {
    shift,
    factor: Number(`1e${power}`), // powers by `**` are off in their last digit
    title: (name) => `${name}${taken}${power === 0 ? "" : ` (10${superscript(power)})`}`,
  };
}

/** As many digits as make it a middle still. */
const rounded = (middle: number, half: number): number =>
  Number(middle.toPrecision(Math.min(17, Math.ceil(Math.log10(Math.abs(middle) / half)) + 1)));

/** All digits of it, because what is read off is added to it. */
const digits = (shift: number): string =>
  shift >= 1e-3 && shift < 1e15 ? shift.toLocaleString("en-US", { maximumFractionDigits: 20 }) : String(shift);

const superscript = (power: number): string =>
  Array.from(String(power), (sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])).join("");

/** An exact level: five digits, whole numbers all of theirs. */
export const level = (value: number): string => (value >= 1e4 && value < 1e9 ? value.toFixed(0) : short(value));
