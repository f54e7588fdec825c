/** Four groups of five subjects from the command line: designed, gone on with, evaluated, compared, and learned from. */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../support/sourceFiles.js";
import { build, openWorkplace, small } from "./support.js";

const { at, ok, call, close } = openWorkplace();
beforeAll(() => build());
afterAll(close);

const resultIn = (name: string) =>
  JSON.parse(readFileSync(at(name, "result.json"), "utf8").replaceAll(/"seconds": [\d.e+-]+/g, '"seconds": 0'));
const messageOf = async (line: string) => (await call(line)).stderr;

test("4 groups of 5 subjects: by two processes as by one, and after it stopped", async () => {
  const asked = `design pharmacokinetic --designs 2 --groups 4 --subjects 5 --versus clinic=1,10 --versus four=0.5,2;1,4;1,10;2,20 ${small}`;
  const { stdout } = await ok(`${asked} --processes 1 --out one`);
  expect(stdout).toMatch(
    /^design {2}group 1: {2}\S+ h, \S+ h\n {8}group 2:.*\n {8}group 3:.*\n {8}group 4:.*\n {18}5 subjects in each group\n/,
  );
  const one = resultIn("one");
  expect(one.subjects).toBe(5);
  expect(one.groups.flat()).toEqual(one.design);
  const { groups } = one as { groups: number[][] };
  expect(groups).toHaveLength(4);
  expect(groups.map(([t1]) => t1)).toEqual(groups.map(([t1]) => t1).sort((a = 0, b = 0) => a - b));
  const designs = Object.fromEntries(one.baselines.map(({ name, design }: { name: string; design: number[] }) => [name, design]));
  expect(designs.clinic).toEqual([1, 10, 1, 10, 1, 10, 1, 10]);
  expect(designs.four).toEqual([0.5, 2, 1, 4, 1, 10, 2, 20]);
  expect(designs.equallySpaced).toEqual(Array(4).fill(designs.equallySpaced.slice(0, 2)).flat());
  const page = readFileSync(at("one", "report.html"), "utf8");
  for (const words of ["for each of 4 groups", "measured in 5 subjects of each group", "group 3: "])
    expect(page).toContain(words);

  await ok(`${asked} --processes 2 --out two`);
  expect(resultIn("two")).toEqual(one);
  rmSync(at("two", "result.json"));
  await ok("resume two --processes 1");
  expect(resultIn("two")).toEqual(one);
});

test("a run, and lists of one's own, are evaluated; a single list is of all groups", async () => {
  const few = "--samples 100 --contrasts 200 --json";
  const json = async (line: string) => JSON.parse((await ok(`${line} ${few}`)).stdout);
  expect((await json("evaluate one")).groups).toEqual(resultIn("one").groups);
  const lists = await json("evaluate pharmacokinetic --design 1,4;2,9 --subjects 5");
  expect(lists).toMatchObject({ groups: [[1, 4], [2, 9]], subjects: 5, designNames: ["g1_t1", "g1_t2", "g2_t1", "g2_t2"] }); // biome-ignore format: pairs
  const single = await json("evaluate pharmacokinetic --design 1,4 --groups 2 --subjects 5");
  expect(single.design).toEqual([1, 4, 1, 4]);
  const ten = await json("evaluate pharmacokinetic --design 1,4 --subjects 10");
  // The same ten subjects: other draws, and the same information.
  const [{ lower: a }, { lower: b }] = [single.gain, ten.gain];
  expect(Math.abs(a.value - b.value)).toBeLessThan(4 * Math.hypot(a.se, b.se));
  expect(await messageOf("evaluate pharmacokinetic --design 1,4;2")).toContain("group 2 has 1 number, and group 1 has 2");
  expect(await messageOf("evaluate pharmacokinetic --design 1;2 --groups 3")).toContain(
    "--design has 2 lists, and there are 3 groups",
  );
  expect(await messageOf("evaluate one --groups 2")).toContain("cannot change the subjects of a run");
  expect(await messageOf("calibrate pharmacokinetic --design 1;2")).toContain("several lists");
});

test("data name group and subject, and each group may count its own", async () => {
  const head = "time,concentration";
  const rows = [1, 2].flatMap((g) => [1, 2, 3].flatMap((s) => [1, 9].map((t) => ({ g, s, at: `${t * g},${12 + s - t}` }))));
  writeFileSync(at("apart.csv"), `subject,${head}\n${rows.map(({ g, s, at }) => `${10 * g + s},${at}`).join("\n")}\n`);
  writeFileSync(at("counted.csv"), `group,subject,${head}\n${rows.map(({ g, s, at }) => `${g},${s},${at}`).join("\n")}\n`);
  const draws = async (data: string) => {
    await ok(`infer one --data ${data} --draws 200 --out of-${data}`);
    return readFileSync(at(`of-${data}`, "draws.csv"), "utf8");
  };
  expect(await draws("counted.csv")).toBe(await draws("apart.csv"));
  writeFileSync(at("gap.csv"), `group,subject,${head}\n,1,1,12\n`);
  expect(await messageOf("infer one --data gap.csv")).toContain("in which group was it measured? The cell is empty");
});

test("a file of one's own says its groups; a policy is of one subject; models are compared in groups", async () => {
  const [line, parabola] = ["line.ts", "parabola.ts"].map((name) => join(root, "examples", "models", name)) as [string, string];
  cpSync(parabola, at("parabola.ts"));
  writeFileSync(at("line.ts"), readFileSync(line, "utf8").replace(/defaultDesigns: \d+,/, "$& groups: 2, subjects: 3,"));
  await ok(`design line.ts --designs 2 ${small} --processes 1 --out said`);
  expect(resultIn("said")).toMatchObject({ subjects: 3, designNames: ["g1_x1", "g1_x2", "g2_x1", "g2_x2"] });
  expect(await messageOf("train line.ts --horizon 2")).toContain("a policy decides after each outcome of one subject");
  await ok(`design line.ts --rivals parabola.ts --designs 2 --groups 2 --subjects 2 ${small} --processes 1 --out models`);
  expect(resultIn("models").groups).toHaveLength(2);
  const { stdout } = await ok(`curve linear --counts 1,2 --groups 2 --subjects 2 ${small} --processes 1 --out curve`);
  expect(stdout).toMatch(/\n2 .*; /);
  writeFileSync(at("line.ts"), `${readFileSync(at("line.ts"), "utf8")}// changed`);
  for (const [given, typed] of [["0,1", "0,1"], ["0,1;1,2", "'0,1;1,2'"]]) // biome-ignore format: pairs
    expect(await messageOf(`evaluate said --design ${given}`)).toContain(`--design ${typed} --groups 2 --subjects 3`);
});
