/** Skeletons stand where their copies go, and CONTRIBUTING names each. That they compile there is `npm run typecheck`'s (rootDirs). */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readTrackedPaths, root } from "../support/sourceFiles.js";

const home = "docs/skeletons/";
const paths = readTrackedPaths();
const skeletons = paths.filter((path) => path.startsWith(home));
const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");

test("each is named by CONTRIBUTING, and goes into a room that has other members and a registry", () => {
  expect(skeletons.length).toBeGreaterThanOrEqual(10);
  for (const path of skeletons) {
    const room = dirname(path.slice(home.length));
    expect(page, path).toContain(`\`${path}\``);
    expect(paths, path).toContain(room === "src/cli/commands" ? "src/cli/commands.ts" : `${room}/index.ts`);
  }
});

test("what it exports has the name of its file, so that the line in the registry is one word", () => {
  const exported = (path: string) =>
    /^export (?:const|function|async function) (\w+)/m.exec(readFileSync(join(root, path), "utf8"))?.[1];
  for (const path of skeletons.filter((each) => !/cli\/commands|figures/.test(each)))
    expect(`${exported(path)}.ts`, path).toBe(path.split("/").at(-1));
});
