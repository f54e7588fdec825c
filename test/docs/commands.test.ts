/** Commands that pages and helps name are there, with those options: each is read by the program as typed, and not carried out. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { type Call, extras } from "../../src/cli/command.js";
import { commands } from "../../src/cli/commands.js";
import { flagOf, optionTable } from "../../src/options/table.js";
import { inProcess } from "../cli/support.js";
import { root } from "../support/sourceFiles.js";
import { commandLines, inlineCode, type Told } from "./blocks.js";

afterEach(() => vi.restoreAllMocks());

const ofFloe = (lines: readonly Told[]) =>
  lines.flatMap(({ where, text }) => {
    const [, words] = /^(?:npx )?floe (.+)$/.exec(text) ?? [];
    return words === undefined ? [] : [{ where, words }];
  });
const examples = commands.flatMap((command) => command.examples.map((text) => ({ where: `${command.name} --help`, text })));
const helped = ofFloe(examples.flatMap(({ where, text }) => text.split(/ && | \| /).map((part) => ({ where, text: part }))));
const told = ofFloe(commandLines);

/** As a shell splits them. */
const wordsOf = (line: string): string[] => (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));

/** @returns what the program says against it; nothing where it would have begun */
async function refusal(words: string): Promise<string> {
  const calls: Call[] = [];
  for (const command of commands) vi.spyOn(command, "load").mockResolvedValue({ run: async (call) => void calls.push(call) });
  const { stderr, stdout } = await inProcess(wordsOf(words.replace(/ >.*/, "")));
  return calls.length === 1 || stdout.startsWith("Usage:") ? "" : stderr || "nothing was run";
}

const isCommand = (words: string): boolean => commands.some(({ name }) => name === words);
const asked = [...told, ...helped].filter(({ words }) => !isCommand(words) && !/^[A-Z]/.test(words));

test("there are commands to read, of pages and of helps", () => {
  expect(asked.length).toBeGreaterThan(50);
  expect(new Set(asked.map(({ where }) => where.split(/:| /)[0])).size).toBeGreaterThan(10);
});

test.each(asked)("$where: floe $words", async ({ words }) => {
  expect(await refusal(words)).toBe("");
});

test.each(["design linear --step 5", "desing linear", "design", "list --quiet", "report"])(
  "a line that is not so, floe %s, is refused",
  async (words) => expect(await refusal(words)).toMatch(/^floe: /),
);

test("every option that a page names is one of Floe's or of npm's", () => {
  const own = [...Object.keys(optionTable).map(flagOf), ...Object.values(extras).flatMap(([flag]) => flag.split(/[ ,]+/))];
  const known = new Set([...own, "--help", "--version", "--ignore-scripts", "--only", "--no-python", "--quality", "--describe"]);
  const named = inlineCode.flatMap(({ where, text }) =>
    /^--[a-z]/.test(text) ? [{ where, flag: text.split(/[ =]/)[0] as string }] : [],
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ flag }) => !known.has(flag))).toEqual([]);
});

test("every script of npm that a page names is one of package.json's, every program that node or bash starts is there", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const lines = commandLines.map(({ where, text }) => ({ where, text, words: text.split(" ") }));
  const wrong = lines.filter(({ text, words: [program, first = "", second = ""] }) => {
    if (program === "npm" && first === "run") return !(second in scripts);
    if (text.startsWith("npm test")) return !("test" in scripts);
    return (program === "node" || program === "bash") && !first.startsWith("-") && !existsSync(join(root, first));
  });
  expect(lines.filter(({ words: [program] }) => program === "npm").length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});
