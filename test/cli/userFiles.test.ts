/** Files of the user's: what init writes, the examples, and files in whatever folder and form. */
import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { simulatorText } from "./badSimulators.js";
import { build, openWorkplace } from "./support.js";

const { at, ok, close } = openWorkplace();

beforeAll(() => {
  build();
}, 120_000);

afterAll(close);

test.each([
  ["no package.json", undefined],
  ["a package.json without type", "{}"],
  ["a CommonJS package", '{"type": "commonjs"}'],
  ["an ES module package", '{"type": "module"}'],
])("a user's file may import neighbours and floe, beside %s", async (name, packageJson) => {
  const folder = name.replaceAll(/\W/g, "");
  mkdirSync(at(folder));
  if (packageJson) writeFileSync(at(folder, "package.json"), packageJson);
  // The compiler elides what is imported as a type only; neighbours are found as ./x.js, as ./x and as a plain script.
  writeFileSync(at(folder, "width.ts"), "export interface Width { width: number }\nexport const width: number = 1;\n");
  writeFileSync(at(folder, "place.ts"), "import { half } from './half.js';\nexport const place: number = 2 * half;\n");
  writeFileSync(
    at(folder, "half.js"),
    "import * as tf from '@tensorflow/tfjs-core';\nexport const half = tf.getBackend() ? 0.5 : 0;\n",
  );
  const text = simulatorText("designs: box({ low: -width, high: place, dim: designs }),");
  writeFileSync(
    at(folder, "my.ts"),
    `import { width, Width } from './width.js';\nimport { place } from './place';\nconst w: Width = { width };\n${text}`,
  );
  const { stdout } = await ok(`simulate ${folder}/my.ts --design 0.5,${-1} -n 3`);
  expect(stdout.split("\n")[0]).toBe("a,y0,y1");
});

test("a user's file may be plain JavaScript", async () => {
  const text = simulatorText("")
    .replaceAll(/: (any|number)\b/g, "")
    .replace(" as any;", ";");
  for (const file of ["plain.js", "plain.mjs"]) {
    writeFileSync(at(file), text);
    expect((await ok(`simulate ${file} --design 0.5 -n 3`)).stdout.split("\n")[0]).toBe("a,y0");
  }
});
