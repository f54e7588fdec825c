import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/basics/errors.js";
import { palette } from "../../src/report/drawing/palette.js";
import { makePage, writeReport } from "../../src/report/index.js";
import { begun, capped, linear, mixed, pharmacokinetic, sir, unfinished, writeRun } from "./fixtures/index.js";

const parent = mkdtempSync(join(tmpdir(), "floe-page-"));
afterAll(() => rmSync(parent, { recursive: true }));

const pages: Record<string, string> = {};
beforeAll(async () => {
  for (const run of [pharmacokinetic, sir, unfinished, mixed]) pages[run.name] = (await makePage([run])).html;
  pages.both = (await makePage([linear, capped])).html;
});
const page = (run: { name: string }) => pages[run.name] as string;
/** What a reader sees: no tags, no styles, no pictures. */
const wordsOf = (html: string) =>
  html
    .replace(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/[\s\u00a0]+/g, " ");

test("a page is one file that asks the network for nothing", () => {
  for (const html of Object.values(pages)) {
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).not.toMatch(/<(script|link|iframe|object|embed|img|image|use|base|video|audio)[\s>]/i);
    expect(html).not.toMatch(/@import|@font-face|url\((?!#)/);
    expect(html).not.toMatch(/<[^>]*\s(src|srcset|xlink:href|on\w+)=/);
    expect([...html.matchAll(/\shref="([^"]*)"/g)].every(([, target]) => target?.startsWith("#"))).toBe(true);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  }
});

test("tags are balanced and ids are unique", () => {
  const empty = new Set(["meta", "br"]);
  for (const html of Object.values(pages)) {
    const open: string[] = [];
    for (const [, close, name, self] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)(?:"[^"]*"|[^">])*?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!self && !empty.has(name as string)) open.push(name as string);
    }
    expect(open).toEqual([]);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  }
});

test("names from users' files stay text", () => {
  const html = page(mixed);
  expect(html).not.toMatch(/<b>A|<img src=x|<script>alert/);
  expect(html).toContain("dose &lt;b&gt;A&lt;/b&gt; = 320, rate &amp; co = 0.35");
  expect(html).toContain("<li>&lt;img src=x onerror=alert(1)&gt;</li>");
});

test("the top says what was asked, the answer, its worth and how much better it is", () => {
  const words = wordsOf(page(pharmacokinetic));
  expect(words).toContain(
    "which 5 values of t1, …, t5, each from 0 to 24 h, make the outcomes of pharmacokinetic tell most about ka (1/h), ke (1/h) and V (L)?",
  );
  expect(words).toContain("Best values found 0.40, 0.41, 4.87, 18.66 and 20.93 h");
  expect(words).toContain("between 3.165 ± 0.021 nats (lower bound, sPCE) and 3.169 ± 0.021 nats (upper bound, sNMC)");
  expect(words).toContain("0.51 ± 0.04 nats more than equally spaced and 0.63 ± 0.06 nats more than random designs on average");
  expect(words).toContain(
    `${"sPCE cannot report".replace("sPCE", "The method of the lower bound")} more than 11.51 nats here, which does not limit it`,
  );
  expect(words).toMatch(/e 3\.17 is about 24 times ; for equally spaced, about 14 times/);
});

test("without an upper bound the page says so, names the other estimate and shows the warning", () => {
  const words = wordsOf(page(sir));
  expect(words).toContain("at least 3.642 ± 0.014 nats (lower bound, InfoNCE, fresh critic)");
  expect(words).toContain("There is no upper bound for this simulator.");
  expect(words).toContain("about 3.83 nats (KSG-1, k = 3)");
  expect(words).toContain("12.1 % of the prior was dropped");
});

test("an unfinished run shows how far it is, claims no worth, and tells how to go on", () => {
  const words = wordsOf(page(unfinished));
  expect(words).toContain("This run has no result yet. Restart 2 of 3, step 1,200 of 3,000");
  expect(words).toContain("floe resume …/design-pharmacokinetic-unfinished");
  expect(words).not.toMatch(/lower bound|What the designs are worth/);
});

test("a run that has recorded nothing still says what was asked", async () => {
  const words = wordsOf((await makePage([begun])).html);
  expect(words).toContain("each from 0 to 24 h, make the outcomes of pharmacokinetic");
  expect(words).toContain("No training step has been recorded.");
});

test("the last line names the records that there are", async () => {
  const last = (html: string) => /Made by Floe from (.*?), which/.exec(wordsOf(html))?.[1];
  const { drawing: _, ...without } = linear;
  expect(last(page(sir))).toBe("the records in the run folder (config.json, metrics.jsonl, result.json and drawing.json)");
  expect(last((await makePage([without])).html)).toBe(
    "the records in the run folder (config.json, metrics.jsonl and result.json)",
  );
  expect(last((await makePage([begun])).html)).toBe("the record in the run folder (config.json)");
});

test("several runs: a table, overlays, and each run's own report", () => {
  const words = wordsOf(pages.both as string);
  expect(words).toContain("2 runs side by side");
  expect(words).toContain("not clearly different from design-linear-infoNce");
  for (const heading of ["What the runs' designs are worth", "The designs", "Training bounds"]) {
    expect(words).toContain(heading.replace("'", "&#39;"));
  }
  expect(words.match(/Settings and versions/g)).toHaveLength(2);
});

test("pictures follow the page's colours, carry a title and a description, and come for both widths", () => {
  const html = page(pharmacokinetic);
  expect(html).toContain('fill="var(--vermillion)"');
  expect(html).not.toContain(`fill="${palette.vermillion}"`);
  const pictures = [
    ...html.matchAll(
      /<svg[^>]*role="img" aria-labelledby="(\S+) (\S+)"><title id="\1">[^<]+<\/title><desc id="\2">[^<]+<\/desc>/g,
    ),
  ];
  expect(pictures).toHaveLength(8);
  expect(html.match(/<svg/g)).toHaveLength(8);
});

describe("writeReport", () => {
  test("writes the page and the figures into the run folder, the same bytes from the same records", async () => {
    const folder = writeRun(parent, sir);
    const { page: path, figures } = await writeReport([folder]);
    expect(path).toBe(join(folder, "report.html"));
    expect(figures).toEqual(["design", "comparison", "training", "path"].map((name) => join(folder, "figures", `${name}.svg`)));
    expect(readFileSync(path, "utf8")).toBe(page(sir));
    for (const file of figures) expect(readFileSync(file, "utf8")).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("several runs leave their folders alone; different experiments are not ranked", async () => {
    const place = mkdtempSync(join(parent, "several-"));
    const folders = [unfinished, sir].map((run) => writeRun(place, run));
    const { page: path, figures } = await writeReport(folders);
    expect(path).toBe(join(place, "comparison.html"));
    expect(figures.every((file) => file.startsWith(join(place, "comparison-figures")) && existsSync(file))).toBe(true);
    expect(folders.map((folder) => existsSync(join(folder, "report.html")))).toEqual([false, false]);
    const words = wordsOf(readFileSync(path, "utf8"));
    expect(words).toContain("their gains are not a ranking");
    expect(words).toContain("1 of 2 runs is not finished");
  });

  test("says in one message what it cannot do", async () => {
    await expect(writeReport([])).rejects.toThrow(new InputError("report: name at least one run folder"));
    const folder = writeRun(parent, begun);
    const file = join(parent, "file");
    writeFileSync(file, "");
    await expect(writeReport([folder], join(file, "x.html"))).rejects.toThrow(
      /^could not make the folder .*: a part of the path is a file, not a folder$/,
    );
  });
});
