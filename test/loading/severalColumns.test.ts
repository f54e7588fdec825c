/** Tables of measurements that have several numbers, and several outcomes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import doseAndTime from "../../examples/doseAndTime.js";
import { location } from "../../simulators/location.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { readData } from "../../src/loading/data/index.js";
import { createSimulator, simulatorOfNumbers } from "../../src/modelling/defineSimulator.js";

const place = mkdtempSync(join(tmpdir(), "floe-columns-"));
const file = join(place, "data");
afterAll(() => rmSync(place, { recursive: true }));

function read(text: string, family: SimulatorFamily = location) {
  writeFileSync(file, text);
  return readData(file, {
    name: family.name,
    usual: createSimulator(family).designs.dim,
    create: (n) => simulatorOfNumbers(family, n),
  });
}

const two = { experiments: [{ design: [1, 2, -0.5, 0.25], outcome: [0.3, 4] }], missing: 0, notes: [] };

test.each([
  ["a row a measurement", "x,y,signal\n1,2,0.3\n-0.5,0.25,4\n"],
  ["columns in another order", "signal,y,x\n0.3,2,1\n4,0.25,-0.5\n"],
  ["a row for each experiment", "x1,y1,x2,y2,signal1,signal2\n1,2,-0.5,0.25,0.3,4\n"],
  ["a history", '{"observations": [{"design": [1, 2], "outcome": [0.3]}, {"design": [-0.5, 0.25], "outcome": [4]}]}'],
])("%s: two measurements in a plane", (_, text) => {
  expect(read(text)).toEqual(two);
});

test("groups without subjects: each is taken for one person, and that is said", () => {
  const { experiments, notes } = read("group,x,y,signal\na,1,2,0.3\na,-0.5,0.25,4\nb,1,1,2\n");
  expect(experiments.map(({ design }) => design)).toEqual([
    [1, 2, -0.5, 0.25],
    [1, 1],
  ]);
  expect(notes).toEqual([expect.stringMatching(/each group is taken for one person.*"subject"/)]);
  expect(read("group,subject,x,y,signal\na,1,1,2,0.3\na,2,-0.5,0.25,4\n").notes).toEqual([]);
});

test("a measurement without an outcome is missing as a whole", () => {
  expect(read("x,y,signal\n1,2,0.3\n3,3,\n-0.5,0.25,4\n")).toEqual({ ...two, missing: 1 });
});

test("a place of which a number is not there is refused, with its row", () => {
  expect(() => read("x,y,signal\n1,2,0.3\n-0.5,,4\n")).toThrow(/y|3/);
  expect(() => read("x,signal\n1,0.3\n")).toThrow(/y/);
});

test("several outcomes of a measurement stand in columns of their own", () => {
  const simulator = createSimulator(doseAndTime, 2);
  const [places, outcomes] = [simulator.designs.names.slice(0, 2), simulator.outcome.names.slice(0, 3)];
  const head = [...places, ...outcomes].map((name) => name.replace(/1( \(.*\))?$/, "")).join(",");
  const { experiments } = read(`${head}\n50,2,30,4,5\n200,8,31,6,7\n`, doseAndTime);
  expect(experiments).toEqual([{ design: [50, 2, 200, 8], outcome: [30, 4, 5, 31, 6, 7] }]);
});
