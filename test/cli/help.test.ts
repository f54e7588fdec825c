/** Help: however it is asked for, it comes, on stdout and with code 0. */
import { expect, test } from "vitest";
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
