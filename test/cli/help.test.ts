/** Help: however it is asked for, it comes, on stdout and with code 0. */
import { expect, test } from "vitest";
import { metaMethods } from "../../meta/learners/index.js";
import type { MetaMethod } from "../../meta/types.js";
import { commands } from "../../src/cli/commands.js";
import { inProcess } from "./support.js";

const floe = (line: string) => inProcess(line === "" ? [] : line.split(" "));

test.each(["", "--help", "-h", "help", "help --help"])("`floe %s` lists every command", async (line) => {
  const { code, stdout, stderr } = await floe(line);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Usage: floe /);
  for (const { name } of commands) expect(stdout).toContain(`  ${name} `);
});

test.each(["meta", "meta --help", "meta -h", "meta help", "help meta", "help meta --help"])(
  "`floe %s` lists the commands of meta",
  async (line) => {
    const { code, stdout, stderr } = await floe(line);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: floe meta /);
    for (const name of ["train", "compare", "adapt"]) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(stdout).not.toContain("doctor");
  },
);

test.each(
  commands.flatMap(
    ({ name }) =>
      [
        [`${name} --help`, name],
        [`help ${name}`, name],
      ] as const,
  ),
)("`floe %s` tells how to call it, with both examples", async (line, name) => {
  const { code, stdout, stderr } = await floe(line);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(new RegExp(`^Usage: floe ${name} `));
  for (const example of commands.find((one) => one.name === name)?.examples ?? []) expect(stdout).toContain(example);
});

test("`floe meta help train` too", async () => {
  expect((await floe("meta help train")).stdout).toBe((await floe("meta train --help")).stdout);
});

test.each([
  ["help desing", /^floe: unknown command 'desing'\. Did you mean design\?\n$/],
  ["help meta tain", /^floe: unknown meta command "tain"; did you mean "train"\?.*\n$/],
])("`floe %s` names what was meant", async (line, message) => {
  const { code, stdout, stderr } = await floe(line);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(message);
});

test.each([
  ["train linear --groups 3", "unknown option '--groups'. A policy decides after each outcome of one subject; floe design"],
  ["infer linear --data a.csv --subjects 3", 'unknown option \'--subjects\'. Columns "group" and "subject" of the data'],
  ["meta train metaFlo --lambda 0.1", "unknown option '--lambda'. It is a setting of the method: --set penalty=0.1"],
  ["meta train metaFlo --lambda=0.1", "--set penalty=0.1"],
  ["meta train metaFlo --penalty", "--set penalty=VALUE"],
  ["meta train fomaml --inner-rate 0.01 --seed 3", "--set innerRate=0.01"],
  ["meta train metaFlo --set lambda=0.1", 'has no setting "lambda"; did you mean "penalty"?'],
])("`floe %s` is told how settings are given", async (line, words) => {
  const { code, stdout, stderr } = await floe(line);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^floe: [^\n]+\n$/);
  expect(stderr).toContain(words);
});

test.each(["meta train fomaml --lambda 0.1", "meta train --lambda 0.1", "design linear --lambda 0.1"])(
  "`floe %s`, where there is no such setting, is told nothing of settings",
  async (line) => {
    const { code, stderr } = await floe(line);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^floe: unknown option '--lambda'[^\n]*\n$/);
    expect(stderr).not.toContain("--set");
  },
);

test("`floe list meta` tells each method's settings, with defaults and ranges", async () => {
  const { stdout } = await floe("list meta");
  const [, ofMetaFlo = ""] = /^metaFlo\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
  expect(ofMetaFlo).toContain("embedding 16 (whole, 1 to 4096): numbers in a task's embedding; penalty 0.01 (0 to 1000000): λ");
  const listed: { name: string; settings?: Record<string, string> }[] = JSON.parse((await floe("list meta --json")).stdout);
  for (const method of Object.values<MetaMethod>(metaMethods)) {
    const found = listed.find(({ name }) => name === method.name)?.settings;
    expect(Object.keys(found ?? {})).toEqual(method.kind === "trained" ? Object.keys(method.settings) : []);
  }
});
