/** Whether the error that is given is the one that is made, over repetitions. */
import { expect, test } from "vitest";
import { conditionalInformation, divergence } from "../../src/information/divergence/index.js";
import { normals, uniforms } from "../../src/numbers/distributions.js";
import { fold, key, split } from "../../src/numbers/keys.js";

const short = { hidden: [32, 32], steps: 600, rate: 3e-3 };
const repetitions = 24;

/** Two coins and whether they differ. */
function coins(seed: number) {
  const k = split(fold(key(1), seed), "x", "z");
  const coin = (u: Float32Array) => Array.from(u, (v) => Number(v > 0.5));
  const [x, z] = [coin(uniforms(k.x, 3000)), coin(uniforms(k.z, 3000))];
  const table = (values: number[]) => ({ columns: 1, values });
  return conditionalInformation({ x: table(x), y: table(x.map((v, i) => Number(v !== z[i]))), z: table(z) }, { ...short, seed });
}

/** Normals half a standard deviation apart. */
function apart(seed: number) {
  const k = split(fold(key(2), seed), "p", "q");
  const p = normals(k.p, 4000).map((z) => z + 0.5);
  return divergence({ columns: 1, values: p }, { columns: 1, values: normals(k.q, 4000) }, { ...short, seed });
}

test.each([
  { what: "conditional information of coins", once: coins, exact: Math.LN2 },
  { what: "divergence of normals", once: apart, exact: 0.125 },
])("$what: its error is what repetitions show, and it is no more than 3 errors above the truth", async ({ once, exact }) => {
  const found: Awaited<ReturnType<typeof once>>[] = [];
  for (let seed = 0; seed < repetitions; seed++) found.push(await once(seed));
  const mean = found.reduce((sum, { value }) => sum + value, 0) / repetitions;
  const spread = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (repetitions - 1));
  const said = Math.sqrt(found.reduce((sum, { se }) => sum + se ** 2, 0) / repetitions);
  console.log(`exact ${exact.toFixed(4)}, mean ${mean.toFixed(4)}, spread ${spread.toFixed(4)}, said ${said.toFixed(4)}`);
  expect(mean).toBeLessThan(exact + (3 * spread) / Math.sqrt(repetitions));
  expect(mean).toBeGreaterThan(exact - 0.02);
  // The spread of 24 is known to 15 %.
  expect(said / spread).toBeGreaterThan(0.65);
  expect(said / spread).toBeLessThan(1.6);
});

test("a chain of normals: ½ log 2, x drawn again for each z by the simulator", async () => {
  const k = split(key(7), "z", "x", "y", "again");
  const n = 16_000;
  const [z, e1, e2, e3] = [normals(k.z, n), normals(k.x, n), normals(k.y, n), normals(k.again, n)];
  const column = (of: (i: number) => number) => ({ columns: 1, values: Float64Array.from({ length: n }, (_, i) => of(i)) });
  const at = (x: Float32Array, i: number) => x[i] as number;
  const x = column((i) => at(z, i) + at(e1, i));
  const y = column((i) => 2 * at(z, i) + at(e1, i) + at(e2, i));
  const redrawn = column((i) => at(z, i) + at(e3, i));
  const found = await conditionalInformation({ x, y, z: column((i) => at(z, i)), redrawn }, short);
  expect(found.value).toBeLessThan(0.5 * Math.LN2 + 3 * found.se);
  expect(found.value).toBeGreaterThan(0.5 * Math.LN2 - 0.03 - 2 * found.se);
});
