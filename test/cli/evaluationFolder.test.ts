/** `floe evaluate --out`: its folder is data and may come from anybody, goes on from anywhere, and is never the run that it is about. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { simulatorText } from "./badSimulators.js";
import { build, copyFolder, openWorkplace, small, startDriver } from "./support.js";

const { at, read, call, ok, close } = openWorkplace();
const few = "--samples 40 --contrasts 20 --evaluation-steps 4 --evaluation-batch 16";
const evil = 'import { writeFileSync } from "node:fs";\nwriteFileSync("PWNED", "x");\nexport default {};\n';
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
/** A thousand, the fewest that may stand for a prior. */
const draws = (shift: number) =>
  `intercept,slope\n${Array.from({ length: 1000 }, (_, i) => `${Math.sin(i) + shift},${Math.cos(3 * i)}\n`).join("")}`;
const json = (...parts: string[]) => JSON.parse(read(...parts));

beforeAll(async () => {
  build();
  writeFileSync(at("evil.mjs"), evil);
  writeFileSync(at("own.ts"), simulatorText(""));
  await ok(`design linear --designs 1 --out run --quiet ${small}`);
  await ok(`evaluate run --out ofRun --quiet ${few}`);
  await ok(`evaluate linear --design 1,2 --out ofLinear --quiet ${few}`);
}, 240_000);
beforeEach(() => rmSync(at("PWNED"), { force: true }));
afterAll(close);

/** An unfinished evaluation whose record was changed. */
function forged(from: string, changes: object): void {
  rmSync(at("forged"), { recursive: true, force: true });
  copyFolder(at(from), at("forged"));
  rmSync(at("forged", "result.json"));
  writeFileSync(at("forged", "config.json"), JSON.stringify({ ...json(from, "config.json"), ...changes }));
}

async function refusal(line: string): Promise<string> {
  const { code, stdout, stderr } = await call(line);
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^floe: [^\n]+\n$/);
  expect(existsSync(at("PWNED"))).toBe(false);
  return stderr;
}

test("a record that names one simulator and opens another runs nothing, not even with --trust", async () => {
  const theirs = "the record of this evaluation is not what was evaluated";
  forged("ofLinear", { subject: at("evil.mjs") });
  expect(await refusal("resume forged")).toContain(theirs);
  expect(await refusal("resume forged --trust")).toContain(theirs);
  forged("ofLinear", { subject: "./evil.mjs" });
  expect(await refusal("resume forged")).toContain(theirs);
  copyFolder(at("run"), at("evilRun"));
  const program = { simulator: at("evil.mjs"), simulatorHash: hashOf(evil) };
  writeFileSync(at("evilRun", "config.json"), JSON.stringify({ ...json("run", "config.json"), ...program }));
  forged("ofRun", { subject: at("evilRun") });
  expect(await refusal("resume forged")).toContain(`is a run of ${at("evil.mjs")}`);
  forged("ofLinear", { asked: { ...json("ofLinear", "config.json").asked, rivals: at("evil.mjs") } });
  expect(await refusal("resume forged")).toContain(theirs);
});

test("a record that says what it runs runs it with --trust only: its simulator, its rivals, those of its run", async () => {
  const program = { simulator: at("evil.mjs"), simulatorHash: hashOf(evil) };
  const asks = `names a program, ${at("evil.mjs")}, and`;
  forged("ofLinear", { subject: at("evil.mjs"), ...program });
  expect(await refusal("resume forged")).toContain(asks);
  const { asked } = json("ofLinear", "config.json");
  forged("ofLinear", { asked: { ...asked, rivals: at("evil.mjs") }, rivals: [program] });
  expect(await refusal("resume forged")).toContain(asks);
  copyFolder(at("run"), at("rivalRun"));
  const rivals = [{ name: "evil", ...program }];
  writeFileSync(at("rivalRun", "config.json"), JSON.stringify({ ...json("run", "config.json"), rivals }));
  forged("ofRun", { subject: at("rivalRun") });
  expect(await refusal("resume forged")).toContain(asks);
  forged("ofLinear", {});
  await ok("resume forged --quiet");
});

test("one's own simulator, and its rivals, go on with --trust, and not once they have changed", async () => {
  writeFileSync(at("other.ts"), simulatorText('name: "other",', 'name: "other"'));
  await ok(`evaluate own.ts --rivals other.ts --design 0.5,1 --out ofOwn --quiet ${few}`);
  expect(json("ofOwn", "config.json").rivals).toMatchObject([{ simulator: at("other.ts") }]);
  forged("ofOwn", {});
  expect(await refusal("resume forged")).toContain(`names a program, ${at("own.ts")}, and`);
  await ok("resume forged --trust --quiet");
  forged("ofOwn", {});
  writeFileSync(at("other.ts"), simulatorText('name: "other", ', 'name: "other"'));
  expect(await refusal("resume forged --trust")).toContain("other.ts has changed since the run began");
});

test("it is never the run that is evaluated, by whatever name, with --force or without", async () => {
  symlinkSync(at("run"), at("linked"));
  for (const out of ["run", "./run/", "linked", "ofRun/../run"])
    for (const force of ["", " --force"])
      expect(await refusal(`evaluate run --out ${out}${force} ${few}`)).toBe(
        "floe: --out is the run that is evaluated: name another folder\n",
      );
  expect(json("run", "config.json").kind).toBe("design");
  expect(existsSync(at("run", "result.json"))).toBe(true);
});

test("it goes on from another folder, with the run, the file and the draws that were named from this one", async () => {
  mkdirSync(at("sub"));
  writeFileSync(at("draws.csv"), draws(0));
  await ok(`evaluate linear --given draws.csv --design 1,2 --out ofDraws --quiet ${few}`);
  expect(json("ofDraws", "config.json").asked.given).toBe(at("draws.csv"));
  expect([json("ofRun", "config.json").subject, json("ofLinear", "config.json").subject]).toEqual([at("run"), "linear"]);
  await ok(`evaluate own.ts --design 0.5 --out ofFile --quiet ${few}`);
  expect(json("ofFile", "config.json").subject).toBe(at("own.ts"));
  const cwd = startDriver();
  try {
    for (const name of ["ofRun", "ofDraws", "ofFile"]) {
      forged(name, {});
      const { code, stderr } = await cwd.floe(["resume", "../forged", "--trust", "--quiet"], at("sub"));
      expect(code, stderr).toBe(0);
      expect(json("forged", "result.json").gain).toEqual(json(name, "result.json").gain);
    }
  } finally {
    cwd.close();
  }
});

test("draws that have changed, and a run that is gone, are told", async () => {
  forged("ofDraws", {});
  writeFileSync(at("draws.csv"), draws(1));
  expect(await refusal("resume forged")).toContain("has changed since the run began");
  forged("ofRun", { subject: at("nowhere") });
  expect(await refusal("resume forged")).toContain(`${at("nowhere")}, which this evaluation is of, is not there`);
});

test("--processes is refused where a simulator has no likelihood, as without --out", async () => {
  const line = `evaluate own.ts --design 0.5 --processes 2 --quiet ${few}`;
  const without = await refusal(line);
  expect(without).toContain("--processes is for simulators with a likelihood");
  expect(await refusal(`${line} --out shared`)).toBe(without);
  expect(existsSync(at("shared"))).toBe(false);
  await ok(`evaluate own.ts --design 0.5 --processes 1 --out shared --quiet ${few}`);
  forged("shared", {});
  expect(await refusal("resume forged --trust --processes 2")).toContain(`${without.trimEnd()}; leave it out`);
  await ok("resume forged --trust --processes 1 --quiet");
});
