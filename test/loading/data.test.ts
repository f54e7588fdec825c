/** Data files as people and instruments write them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import { sir } from "../../simulators/sir.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { readData } from "../../src/loading/data/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";

const place = mkdtempSync(join(tmpdir(), "floe-data-"));
const file = join(place, "data");
afterAll(() => rmSync(place, { recursive: true }));

function read(text: string, family: SimulatorFamily = pharmacokinetic) {
  writeFileSync(file, text);
  return readData(file, { name: family.name, usual: family.defaultDesigns, create: (n) => createSimulator(family, n) });
}

const two = { experiments: [{ design: [1, 4.5], outcome: [3, 2.5] }], missing: 0, notes: [] };

test.each([
  ["what a person would write", "time,concentration\n1,3\n4.5,2.5\n"],
  ["the simulator's own names", "t,y\n1,3\n4.5,2.5\n"],
  ["large letters, units, blanks", "Time (h), Concentration [mg/L]\n 1, 3\n4.5,2.5\n"],
  ["outcomes first", "concentration,time\n3,1\n2.5,4.5\n"],
  ["semicolons and Windows", "\uFEFFtime;concentration\r\n1;3\r\n4.5;2.5\r\n"],
  ["tabs", "time\tconcentration\n1\t3\n4.5\t2.5\n"],
  ["comments and empty rows", "# patient 7\n\ntime,concentration\n1,3\n,\n# later\n4.5,2.5\n"],
  ["quotation marks", '"time","concentration"\n"1","3"\n"4.5","2.5"\n'],
  ["a row for each experiment", "t1,t2,y1,y2\n1,4.5,3,2.5\n"],
  ["a history", '{"observations": [{"design": [1], "outcome": [3]}, {"design": [4.5], "outcome": [2.5]}]}'],
  ["a history of whole experiments", '{"observations": [{"design": [1, 4.5], "outcome": [3, 2.5]}]}'],
])("%s: two measurements", (_, text) => {
  expect(read(text)).toEqual(two);
});

test("a column called as yes(x1) and yes(x2) are", () => {
  const answers: SimulatorFamily = {
    ...pharmacokinetic,
    create(designs, settings) {
      const simulator = pharmacokinetic.create(designs, settings as Parameters<typeof pharmacokinetic.create>[1]);
      const names = simulator.designs.names.map((name) => `yes(${name})`);
      const { curve: _, ...others } = simulator;
      return { ...others, outcome: { names, unit: "", kind: "binary" } };
    },
  };
  const answered = { experiments: [{ design: [1, 4.5], outcome: [1, 0] }], missing: 0, notes: [] };
  expect(read("t,yes\n1,1\n4.5,0\n", answers)).toEqual(answered);
  expect(() => read("t,answer\n1,1\n", answers)).toThrow(/no column tells what came out: call it yes or outcome/);
});

test.each([
  ["an empty cell", "time,concentration\n1,3\n2,\n4.5,2.5\n"],
  ["NA", "time,concentration\n2,NA\n1,3\n4.5,2.5\n"],
  [
    "a session in which a tube broke",
    '{"observations": [{"design": [1], "outcome": [3]}, {"design": [2], "lost": true}, {"design": [4.5], "outcome": [2.5]}], "constraints": {"spacing": 1}}',
  ],
  ["null", '{"observations": [{"design": [1, 2, 4.5], "outcome": [3, null, 2.5]}]}'],
])("%s: a missing outcome leaves the others", (_, text) => {
  expect(read(text)).toEqual({ ...two, missing: 1 });
});

test("subjects are experiments of their own, wherever their rows stand", () => {
  const { experiments } = read("subject,time,concentration\nb,1,3\na,2,4\nb,4.5,2.5\na,3,\n");
  expect(experiments).toEqual([
    { design: [1, 4.5], outcome: [3, 2.5], subject: "b" },
    { design: [2], outcome: [4], subject: "a" },
  ]);
});

test("columns that nobody asked for are told, and so is a place outside of the range, where a likelihood knows it", () => {
  const { notes } = read("time,concentration,nurse\n1,3,X\n30,0.5,Y\n");
  expect(notes).toEqual([
    expect.stringContaining('"nurse"'),
    expect.stringMatching(/outside of the range .*30 h; t2 is from 0 to 24 h/),
  ]);
});

test("rows in any order are put into that of increasing times", () => {
  expect(read("time,infected\n40,140\n10,30\n20,80\n", sir).experiments).toEqual([
    { design: [10, 20, 40], outcome: [30, 80, 140] },
  ]);
});

/** Two settings, one answer: nothing that could be measured one by one. */
const response: SimulatorFamily = {
  ...pharmacokinetic,
  name: "response",
  settings: {},
  defaultDesigns: 2,
  create(designs) {
    const { measure: _, ...rest } = createSimulator(pharmacokinetic, 2);
    const space = { ...rest.designs, names: ["dose", "hour"], unit: "", dim: designs === 2 ? 2 : 0 };
    return { ...rest, name: "response", designs: space, outcome: { names: ["effect"], unit: "%", kind: "continuous" } };
  },
};

test("rows of whole designs are experiments of their own", () => {
  const experiments = [
    { design: [3, 1], outcome: [40] },
    { design: [6, 2], outcome: [55] },
  ];
  const table = "effect (%),dose (mg),hour\n40,3,1\n55,6,2\n,6,3\n";
  expect(read(table, response)).toEqual({
    experiments,
    missing: 1,
    notes: [expect.stringContaining('the unit mg of the column "dose (mg)" was not checked')],
  });
  const history = JSON.stringify({ observations: [...experiments, { design: [6, 3], lost: true }] });
  expect(read(history, response)).toEqual({ experiments, missing: 1, notes: [] });
  expect(() => read("dose,effect\n3,40\n", response)).toThrow('there is no column hour; the columns are "dose" and "effect"');
});
