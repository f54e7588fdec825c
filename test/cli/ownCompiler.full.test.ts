/** A user's file is compiled by Floe's own compiler, whatever lies in the user's folder. */
import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, openWorkplace } from "./support.js";

const { at, ok, call, close } = openWorkplace();

beforeAll(async () => {
  build();
  mkdirSync(at("node_modules", "typescript"), { recursive: true });
  // Like TypeScript 7: a package of this name, without the compiler's JavaScript interface.
  writeFileSync(
    at("node_modules", "typescript", "package.json"),
    JSON.stringify({ name: "typescript", version: "7.0.2", main: "i.js" }),
  );
  writeFileSync(at("node_modules", "typescript", "i.js"), "module.exports = {};");
  writeFileSync(at("tsconfig.json"), '{ "compilerOptions": { "module": "nonsense", "target": "ES3", }, // broken');
  await ok("init mine.ts");
});
afterAll(close);

test.each(["commonjs", "module"])("beside another TypeScript and a broken tsconfig.json, in a %s package", async (type) => {
  writeFileSync(at("package.json"), JSON.stringify({ type }));
  const { stdout } = await ok("simulate mine.ts --design 1,2,3,4 -n 2");
  expect(stdout.trim().split("\n")).toHaveLength(3);
});

test("what TypeScript alone has works: enums, parameter properties, imports of types without the word", async () => {
  const model = `
    import { box, defineSimulator, priors, random, Simulator, split, tf } from "floe";
    enum Kind { Slow = 1, Fast = 2 }
    class Noise { constructor(readonly sd: number) {} }
    const noise = new Noise(Kind.Fast as number);
    function create(designs: number): Simulator {
      const prior = priors.independent({ a: priors.normal(0, 1) });
      return {
        name: "typed", summary: "s", settings: {}, prior, designs: box({ low: 0, high: 1, dim: designs }),
        outcome: { names: Array.from({ length: designs }, (_, i) => "y" + (i + 1)), unit: "" },
        draw: (key, n) => { const k = split(key, "theta", "e"); return { theta: prior.sample(k.theta, n), noise: { e: random.normal(k.e, [n, designs]) } }; },
        simulate: (theta, design, { e }) => tf.add(tf.mul(theta, design), tf.mul(noise.sd, e as tf.Tensor2D)),
      };
    }
    export default defineSimulator({ name: "typed", summary: "s", use: "u", settings: {}, defaultDesigns: 2, create });`;
  writeFileSync(at("typed.ts"), model);
  expect((await ok("simulate typed.ts --design 0.5,1 -n 3")).stdout.split("\n")[0]).toBe("a,y1,y2");
  writeFileSync(at("broken.ts"), model.replace("enum Kind {", "enum Kind ("));
  const { code, stderr } = await call("simulate broken.ts --design 0.5,1 -n 3");
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/broken\.ts:3: /) });
});
