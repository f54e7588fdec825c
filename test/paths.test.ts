/** Paths that comments and pages name are there: the next reader looks for them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commentsOf, readTrackedPaths, root } from "./support/sourceFiles.js";

const paths = readTrackedPaths();
const folders = new Set(paths.flatMap((path) => path.split("/").map((_, i, parts) => parts.slice(0, i).join("/"))));
const top = new Set([...folders].filter((folder) => folder !== "" && !folder.includes("/")));

/** Files that are the user's, or another package's, or stand for any; and what is made. */
const others =
  /^(my|mine|config)\.(ts|mjs|js)$|^sim\.(py|R)$|^memory\.d\.ts$|^comparison\.md$|\b(NAME|FILE)\b|^(dist|runs|bench\/runs|bench\/\.venv)(\/|$)/;

const pages = paths.filter((path) => path.endsWith(".md"));
const programs = paths.filter((path) => /\.(ts|mjs|js|py)$/.test(path) && !path.startsWith("test/fixtures/"));

test("every file and folder that a page names is there", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/decisions.md"]));
  expect(pages.flatMap((page) => missing(page, textOf(page)))).toEqual([]);
});

test("every file and folder that a comment names is there", () => {
  expect(programs.flatMap((program) => commentsOf(program, textOf(program)).flatMap((text) => missing(program, text)))).toEqual(
    [],
  );
});

test("a path that is not there is found, one that is there is not", () => {
  const named =
    "see `src/nowhere/x.ts`, src/basics/, (digits.ts), test/basics/nowhere and compile/gone.ts; 1/sqrt(n), TensorFlow.js";
  expect(missing("a", named)).toEqual(["src/nowhere/x.ts", "test/basics/nowhere", "compile/gone.ts"].map((path) => `a: ${path}`));
});

/** What a text names as a path of this repository, and the repository has not. */
function missing(where: string, text: string): string[] {
  const words = text.match(/(?<![\w./@$-])\.{0,2}\/?(?:[\w.-]+\/)*[\w.-]+\/?/g) ?? [];
  const named = words.map((word) => word.replace(/^\.\//, "").replace(/[./]+$/, "")).filter(isPath);
  return [...new Set(named)].filter((path) => !isThere(path)).map((path) => `${where}: ${path}`);
}

/** A path by its first folder, or a program or page by its ending. */
function isPath(word: string): boolean {
  if (word.startsWith("..") || others.test(word)) return false;
  return (word.includes("/") && top.has(word.split("/")[0] as string)) || /\w\.(ts|mjs|md|py)$/.test(word);
}

/** The whole path or its end: "compile/trace.ts", ".full.test.ts". A folder's file may be named without its ending. */
function isThere(word: string): boolean {
  if (folders.has(word)) return true;
  const end = word.startsWith(".") ? word : `/${word}`;
  return paths.some((path) => [`/${path}`, `/${path.replace(/\.\w+$/, "")}`].some((known) => known.endsWith(end)));
}

function textOf(path: string): string {
  const text = readFileSync(join(root, path), "utf8");
  return path === "CHANGELOG.md" ? newest(text) : text;
}

/** What older versions had may have gone since. */
function newest(changelog: string): string {
  return changelog.split(/^## /m).slice(0, 2).join("");
}
