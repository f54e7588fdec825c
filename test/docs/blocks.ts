/** The code and the commands that the pages tell a reader to use. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readTrackedPaths, root } from "../support/sourceFiles.js";

/** Where a block or a command stands, as a failure should say it. */
export interface Told {
  readonly where: string;
  readonly text: string;
}

const pages = readTrackedPaths()
  .filter((path) => path.endsWith(".md") && path !== "CHANGELOG.md")
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

interface Block extends Told {
  readonly language: string;
}

function blocksOf({ path, text }: (typeof pages)[number]): Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language, 2: block }) => ({
    where: `${path}:${text.slice(0, index).split("\n").length + 1}`,
    language: language as string,
    text: block as string,
  }));
}

const blocks = pages.flatMap(blocksOf);

/** @param language "ts", "sh", or "" for blocks of none */
export const blocksIn = (language: string): Block[] => blocks.filter((block) => block.language === language);

/** Text that is marked as code within sentences. */
export const inlineCode: readonly Told[] = pages.flatMap(({ path, text }) =>
  [...text.replaceAll(/^```[\s\S]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, " ")).matchAll(/`([^`]+)`/g)].map(
    ({ index, 1: code }) => ({
      where: `${path}:${text.slice(0, index).split("\n").length}`,
      text: (code as string).replaceAll(/\s+/g, " "),
    }),
  ),
);

/** What is to be typed into a shell: lines of blocks without their comments, several on a line one by one, and commands in sentences. */
export const commandLines: readonly Told[] = [
  ...[...blocksIn("sh"), ...blocksIn("")].flatMap(({ where, text }) =>
    text.split("\n").flatMap((line) =>
      (line.split(/\s#\s|^#/)[0] as string)
        .split("&&")
        .map((part) => ({ where, text: part.trim() }))
        .filter((each) => /^(npx|floe|npm|node|bash)\s/.test(each.text)),
    ),
  ),
  ...inlineCode.filter(({ text }) => /^(npx|floe|npm|node|bash) \S/.test(text)),
];
