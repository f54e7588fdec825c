/** `floe meta train` on families in other units: the same training, digits that tell, and a model that adapts in those units. */
import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, openWorkplace } from "./support.js";

const { at, read, call, ok, close } = openWorkplace();

/** Lines through the origin, y = a·x/X with a uniform on [-2, 2] times Y; x between -X and X. */
const lines = (x: number, y: number) => `import { random } from "floe";
export default {
  name: "lines", summary: "lines", use: "a test case", support: 2, query: 3, tasks: 32, low: -${x}, high: ${x}, parameters: 1,
  draw: (key: any, n: number) => random.uniforms(key, n, -2 * ${y}, 2 * ${y}), value: (task: ArrayLike<number>, x: number) => task[0] * (x / ${x}),
  mean: () => 0, bases: [(x: number) => [x]], levels: { zero: (4 / 9) * ${y} * ${y}, mean: (4 / 9) * ${y} * ${y}, oracle: 0 }, oracleSupport: 1,
};
`;
const families = { base: [1, 1], smallX: [1e-3, 1], largeY: [1, 5000], smallY: [1, 1e-3] } as const;

interface Trained {
  readonly errors: readonly { readonly value: number; readonly se: number }[];
}

const results: Record<string, Trained & { readonly text: string }> = {};

beforeAll(async () => {
  build();
  for (const [name, [x, y]] of Object.entries(families)) {
    writeFileSync(at(`${name}.ts`), lines(x, y));
    const { stdout } = await ok(
      `meta train metaFlo --family ${name}.ts --steps 300 --hidden 32,32 --out ${name} --backend wasm --quiet`,
    );
    results[name] = { ...(JSON.parse(read(name, "result.json")) as Trained), text: stdout };
  }
});
afterAll(close);

test("as with x between -1 and 1: 0.047 ± 0.003, against 0.444 of what does not adapt", () => {
  const [found] = (results.smallX as Trained).errors;
  expect(Math.abs((found?.value as number) - 0.047)).toBeLessThan(3 * Math.hypot(0.003, found?.se as number));
});

test.each(["smallX", "largeY", "smallY"] as const)("%s: the errors of the same tasks in other units", (name) => {
  const [found, base] = [results[name], results.base].map((one) => one?.errors[0]);
  const square = families[name][1] ** 2;
  expect((found?.value as number) / square / (base?.value as number)).toBeCloseTo(1, 2);
  expect((found?.se as number) / square / (base?.se as number)).toBeCloseTo(1, 2);
});

test.each(Object.keys(families))("%s: what is printed tells the error, its error and the levels apart", (name) => {
  const { text } = results[name] as { text: string };
  const printed = text.split("\n").flatMap((line) => {
    const [, value, se] = /([\d.e+-]+) ± ([\d.e+-]+)/.exec(line) ?? [];
    return value === undefined ? [] : [[Number(value), Number(se)] as const];
  });
  expect(printed.length).toBe(6);
  for (const [value, se] of printed) {
    expect(se).toBeGreaterThan(0);
    expect(value).toBeGreaterThan(5 * se);
  }
  const [, zero] = /0 everywhere ([\d.e+-]+),/.exec(text) ?? [];
  expect(Number(zero) / ((4 / 9) * (families[name as keyof typeof families][1] as number) ** 2)).toBeCloseTo(1, 3);
});

test("the model adapts in the family's units: a line from two points of it", async () => {
  writeFileSync(at("points.csv"), "x,y\n-0.0005,-0.75\n0.0008,1.2\n");
  writeFileSync(at("xs.csv"), "x\n0.0004\n");
  const { stdout } = await ok("meta adapt smallX --support points.csv --query xs.csv --json");
  expect(Math.abs(JSON.parse(stdout).predictions[0].y - 0.6)).toBeLessThan(0.3);
});

test("a model whose weights are no numbers of single precision, and steps that diverge: one message, exit 2", async () => {
  const model = JSON.parse(read("smallX", "model.json"));
  model.parameters["regressor/w0"].values[0] = 1e308;
  writeFileSync(at("wild.json"), JSON.stringify(model));
  const { code, stdout, stderr } = await call(`meta adapt ${at("wild.json")} --support ${at("points.csv")}`);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^floe: [^\n]*damaged: "regressor, layer 0"[^\n]*\n$/);
  rmSync(at("wild.json"));
});
