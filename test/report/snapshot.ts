/** Figures as files under test. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

const folder = join(import.meta.dirname, "snapshots");

/** A tenth of a pixel is what a reader could see; one element a line, so that a change reads well. */
function normalised(svg: string): string {
  const rounded = svg.replace(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1))));
  return `${rounded.replaceAll("><", ">\n<")}\n`;
}

/** Compares with test/report/snapshots/NAME.svg; a difference is left beside it as NAME-changed.svg. UPDATE_FIGURES=1 accepts. */
export function expectFigure(name: string, svg: string): void {
  const path = join(folder, `${name}.svg`);
  const changed = join(folder, `${name}-changed.svg`);
  const now = normalised(svg);
  rmSync(changed, { force: true });
  if (process.env.UPDATE_FIGURES) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, now);
    return;
  }
  const same = existsSync(path) && readFileSync(path, "utf8") === now;
  if (!same) writeFileSync(changed, now);
  expect(same, `${name}.svg has changed: compare it with ${name}-changed.svg, then accept with UPDATE_FIGURES=1`).toBe(true);
}
