import { expect, test } from "vitest";
import { spaced } from "../../src/basics/names.js";
import { clock, designNumbers, duration, enumerate, escapeHtml, fixed, plain, plusMinus } from "../../src/basics/text.js";
import { difference, isClear } from "../../src/records/difference.js";
import { html, table } from "../../src/report/page/html.js";
import { central, factor, inComparison, worth } from "../../src/report/reading/compare.js";
import { sNMC, sPCE } from "./fixtures/index.js";

const breakable = (text: string) => text.replaceAll("\u00a0", " ");

test("numbers have true minus signs, no negative zero, and decimal halves round as they read", () => {
  expect(fixed(-1.25, 1)).toBe("−1.3");
  expect(fixed(-0.001, 2)).toBe("0.00");
  expect(fixed(5.135, 2)).toBe("5.14");
  expect(fixed(Number.NEGATIVE_INFINITY, 2)).toBe("−∞");
  expect(fixed(Number.NaN, 2)).toBe("not a number");
  expect([0.01234, 12.345, 12_345, 0, -3].map(plain)).toEqual(["0.0123", "12.3", "12,345", "0", "−3.00"]);
});

test("an estimate shows as many decimals as tell designs apart, and no error that would print as zero", () => {
  expect(breakable(plusMinus({ value: 3.16512, se: 0.0213 }))).toBe("3.165 ± 0.021");
  expect(breakable(plusMinus({ value: 3.16512, se: 0.61 }))).toBe("3.17 ± 0.61");
  expect(breakable(plusMinus({ value: 3.16512, se: 1e-7 }))).toBe("3.165");
  expect(plusMinus({ value: 5.135, se: 0 })).toBe("5.135");
});

test("a design is printed to a 500th of its range, without digits that nobody needs", () => {
  expect(designNumbers([0.4031, 0.4122, 18.6612], 24)).toEqual(["0.40", "0.41", "18.66"]);
  expect(designNumbers([-10, 10], 20)).toEqual(["−10", "10"]);
  expect(designNumbers([11.61, 62.74], 100)).toEqual(["11.6", "62.7"]);
  expect(designNumbers([320.4], 500)).toEqual(["320"]);
});

test("names, lists, times and durations read as words", () => {
  expect(spaced("equallySpaced")).toBe("equally spaced");
  expect(spaced("bad_name-too")).toBe("bad name too");
  expect([enumerate([]), enumerate(["a"]), enumerate(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  expect(breakable(clock(4.87, "h") as string)).toBe("4 h 52 min");
  expect(breakable(clock(1.5, "days") as string)).toBe("1 d 12 h");
  expect(clock(3, "mg")).toBeUndefined();
  expect([duration(61.3), duration(600), duration(7500)]).toEqual(["61.3 s", "10 min", "2 h 5 min"]);
  expect([1, 58.6, 5398, 7199].map((left) => duration(left, 1))).toEqual(["1 s", "59 s", "1 h 30 min", "2 h 0 min"]);
});

test("templates escape every string, keep HTML, and drop what is absent", () => {
  expect(escapeHtml(`<a href="x">'&`)).toBe("&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
  expect(String(html`<p>${"<b>"}${html`<i>${"&"}</i>`}${undefined}${null}${false}${0}${["x", html`<br>`]}</p>`)).toBe(
    "<p>&lt;b&gt;<i>&amp;</i>0x<br></p>",
  );
  expect(String(table("<c>", ["a", "b"], [["<r>", 1]], [1]))).toContain(
    '<th scope="row">&lt;r&gt;</th><td class="number">1</td>',
  );
});

test("differences: exact gains first, else lower bounds of one method with the errors of both", () => {
  const a = { lower: sPCE(3.165, 0.03), upper: sNMC(3.17, 0.03) };
  const b = { lower: sPCE(2.652, 0.04), upper: null };
  expect(difference(a, b)).toEqual({ value: expect.closeTo(0.513, 10), se: expect.closeTo(0.05, 10), of: "lower bounds (sPCE)" });
  expect(difference({ ...a, exact: 3.2 }, { ...b, exact: 2.7, exactSe: 0.01 })).toEqual({
    value: expect.closeTo(0.5, 10),
    se: 0.01,
    of: "exact gains",
  });
  expect(difference(a, { ...b, lower: { ...b.lower, method: "InfoNCE, fresh critic" } })).toBeUndefined();
  expect(difference(a, { lower: null, upper: null })).toBeUndefined();
});

test("a difference is claimed only beyond its 95 % interval", () => {
  const found = (value: number, se: number) => ({ value, se, of: "" });
  expect([isClear(found(0.5, 0.05)), isClear(found(0.09, 0.05)), isClear(found(-0.1, 0.05)), isClear(found(0, 0))]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(breakable(inComparison(found(0.513, 0.0424), "equally breakable"))).toBe("0.51 ± 0.04 nats more than equally breakable");
  expect(breakable(inComparison(found(-0.2, 0.01), "x"))).toBe("0.20 ± 0.01 nats less than x");
  expect(breakable(inComparison(found(0.01, 0.03), "x"))).toBe("not clearly different from x (0.01 ± 0.03 nats)");
  expect(breakable(inComparison(found(0.0213, 0.002), "x"))).toBe("0.021 ± 0.002 nats more than x");
});

test("worth: the exact gain, both bounds, or what there is; its factor is e to the gain", () => {
  const [lower, upper] = [sPCE(3.1, 0.02), sNMC(3.2, 0.02)];
  const words = [
    { lower, upper, exact: 3.15 },
    { lower, upper },
    { lower, upper: null },
    { lower: null, upper },
    { lower: null, upper: null },
  ];
  expect(words.map((gain) => breakable(worth(gain)))).toEqual([
    "3.150",
    "3.100 ± 0.020 to 3.200 ± 0.020",
    "at least 3.100 ± 0.020",
    "at most 3.200 ± 0.020",
    "not evaluated",
  ]);
  expect(words.map(central)).toEqual([3.15, 3.1, 3.1, undefined, undefined]);
  expect([factor(Math.log(1.66)), factor(Math.log(24.3)), factor(Math.log(1234)), factor(20)]).toEqual([
    "1.7",
    "24",
    "1,200",
    "10^8.7",
  ]);
});
