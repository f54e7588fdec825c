/** Continuous columns whose dependence correlations tell little or nothing of. */
import type { Table } from "../../src/contracts/bounds.js";
import { sideBySide } from "../../src/information/divergence/samples.js";
import { normals, uniforms } from "../../src/numbers/distributions.js";
import { fold, split } from "../../src/numbers/keys.js";
import { normal, paired } from "./elliptical.js";
import { density, integral, normalEntropy, surprise } from "./quadrature.js";
import { column, type Group, type KnownTask, rowOf, table } from "./task.js";

/** y = x + noise, x uniform on [0, 1], the noise on [-width, width]. */
export const additive = (width: number, group: Group): KnownTask => ({
  name: `additive ${width}`,
  group,
  sides: [1, 1],
  truth: width <= 0.5 ? width - Math.log(2 * width) : 1 / (4 * width),
  draw(k, rows) {
    const keys = split(k, "x", "noise");
    const [x, noise] = [uniforms(keys.x, rows), uniforms(keys.noise, rows, -width, width)];
    return { x: column(x), y: column(x, (v, i) => v + (noise[i] as number)) };
  },
});

/** H(y) - H(y given x), of a y that is a function of x and a normal noise. @param marginal the density of y */
const besideNoise = (marginal: (y: number) => number, noise: number, [low, high]: readonly [number, number]): number =>
  integral((y) => surprise(marginal(y)), low, high, 2000) - normalEntropy - Math.log(noise);

/** y = sin(2π x) + noise, x uniform: no correlation of x and y tells it all. */
const sineNoise = 0.3;
export const wave: KnownTask = {
  name: "sine",
  group: "testing",
  sides: [1, 1],
  truth: besideNoise(
    (y) => {
      const places = 400;
      let sum = 0;
      for (let i = 0; i < places; i++) sum += density((y - Math.sin((2 * Math.PI * i) / places)) / sineNoise);
      return sum / places / sineNoise;
    },
    sineNoise,
    [-4, 4],
  ),
  draw(k, rows) {
    const keys = split(k, "x", "noise");
    const [x, noise] = [uniforms(keys.x, rows), normals(keys.noise, rows)];
    return { x: column(x), y: column(x, (v, i) => Math.sin(2 * Math.PI * v) + sineNoise * (noise[i] as number)) };
  },
};

const correlated = normal("one pair", "testing", paired(1, 1, 0.9), 1);
/** Two normals, of which the sign of one's correlation with the other is by chance: no correlation, all in the squares. */
export const crossed: KnownTask = {
  name: "crossed normals",
  group: "testing",
  sides: [1, 1],
  truth: crossedTruth(0.9),
  draw(k, rows) {
    const keys = split(k, "normal", "sign");
    const { x, y } = correlated.draw(keys.normal, rows);
    const u = uniforms(keys.sign, rows);
    return { x, y: column(y.values, (v, i) => v * ((u[i] as number) < 0.5 ? -1 : 1)) };
  },
};

function crossedTruth(rho: number): number {
  const sd = Math.sqrt(1 - rho * rho);
  const given = (x: number, y: number) => (density((y - rho * x) / sd) + density((y + rho * x) / sd)) / (2 * sd);
  const conditional = integral((x) => density(x) * integral((y) => surprise(given(x, y)), -10, 10, 1000), -7, 7, 400);
  return normalEntropy - conditional;
}

/** y = |x|² + noise, x of three standard normals: no two columns are correlated. */
const lengthNoise = 1;
export const squaredLength: KnownTask = {
  name: "squared length 3x1",
  group: "testing",
  sides: [3, 1],
  truth: besideNoise(
    (y) => integral((r) => 2 * r * r * density(r) * density((y - r * r) / lengthNoise), 0, 7, 700) / lengthNoise,
    lengthNoise,
    [-8, 45],
  ),
  draw(k, rows) {
    const keys = split(k, "x", "noise");
    const [x, noise] = [normals(keys.x, 3 * rows), normals(keys.noise, rows)];
    const ofX = table(3, rows, (i) => Array.from(x.subarray(3 * i, 3 * i + 3)));
    return { x: ofX, y: column(noise, (v, i) => rowOf(ofX, i).reduce((sum, at) => sum + at * at, lengthNoise * v)) };
  },
};

/** So many independent copies side by side. */
export const copies = (task: KnownTask, times: number, group: Group): KnownTask => ({
  name: `${task.name} x ${times}`,
  group,
  sides: [task.sides[0] * times, task.sides[1] * times],
  truth: task.truth * times,
  draw(k, rows) {
    const drawn = Array.from({ length: times }, (_, i) => task.draw(fold(k, i), rows));
    const [x, y] = (["x", "y"] as const).map((side) => sideBySide(...drawn.map((one) => one[side]))) as [Table, Table];
    return { x, y };
  },
});
