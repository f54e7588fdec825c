import { parse } from "mathjs";
import { describe, expect, test } from "vitest";
import { instantiate } from "../../../src/engine/assemble/module.js";
import { evaluate } from "../../../src/modelling/dynamics/evaluate.js";
import { parseFormula } from "../../../src/modelling/dynamics/formula.js";
import { Graph, levels } from "../../../src/modelling/dynamics/graph.js";
import { compileSteps, lanes } from "../../../src/modelling/dynamics/stepsCode.js";

const values = { a: 0.7, b: -1.3, c: 2.5, N: 500, S: 431.5, I: 22.25 };
const formulas = [
  "a + b*c - N/S",
  "-a^2",
  "(-a)^2 + 2^-1",
  "2^3^0.5 - -b",
  "a - b - c",
  "a/b/c*N",
  "a*S*I/N - c*I",
  "sqrt(S*I/N)*exp(-c/2)",
  "max(a, b, c) - min(I, S)",
  "a < b ? 1 : c > b ? S : I",
  "(a <= 0.7) + (b == 2) + (b != 2) + (a >= 1)",
  "a > 0 and b > 0 or c > 0 ? 3 : 4",
  "sin(2*c) + cos(a) + tanh(b) + abs(b)*log(c)",
  "floor(c) + 1.5e-3*S + .5",
  "a^3 + a^-2 + c^1.7 + c^0.5",
  "-(a - c)*-b/-N",
  "+a - (+b)",
];

test.each(formulas)("%s reads as mathjs reads it", (text) => {
  expect(evaluate(parseFormula(text, "here"), values)).toBeCloseTo(Number(parse(text).evaluate({ ...values })), 12);
});

/** The formula by WebAssembly, with a symbol of each level: four states, a parameter, a number. */
function compiled(text: string): number {
  const graph = new Graph();
  const names = ["a", "b", "S", "I"];
  const before = names.map((name) => graph.symbol(name, levels.step));
  const scope = Object.fromEntries(names.map((name, i) => [name, before[i] as number]));
  const inner = { ...scope, c: graph.symbol("c", levels.path), N: graph.number(values.N) };
  const after = [graph.read(parseFormula(text, "here"), inner), ...before.slice(1)];
  const equations = { graph, before, after, noises: [], time: graph.symbol("t", levels.step) };
  const { bytes, layout } = compileSteps(equations, { dt: 1, steps: 1, intervals: 1, recorded: [0] });
  const { memory, functions } = instantiate(bytes, layout.bytes);
  const floats = new Float32Array(memory);
  names.forEach((name, i) => {
    floats[layout.states / 4 + i * lanes + 5] = values[name as "a"];
  });
  layout.fixed.formulas.forEach((formula, i) => {
    floats[layout.fixed.at / 4 + i * lanes + 5] = evaluate(formula, values);
  });
  functions.steps?.(1);
  return floats[layout.states / 4 + 5] as number;
}

test.each(formulas)("%s gives in WebAssembly what it gives in double precision", (text) => {
  const exact = evaluate(parseFormula(text, "here"), values);
  expect(Math.abs(compiled(text) - exact)).toBeLessThan(2e-6 * (1 + Math.abs(exact)));
});

test("exp, log and sin are right over their ranges", () => {
  for (const x of [1e-6, 0.01, 0.4, 1, 1.7, 9, 80, 3000]) {
    const at = (text: string) => compiled(text.replace("#", `(${x} + 0*a)`));
    expect(at("log(#)")).toBeCloseTo(Math.log(x), 5);
    if (x < 85) expect(at("exp(#)") / Math.exp(x)).toBeCloseTo(1, 4);
    expect(at("exp(-#)")).toBeCloseTo(Math.exp(-x), 6);
    if (x < 100) expect(at("sin(#)")).toBeCloseTo(Math.sin(x), 4);
  }
});

test("what is fixed for a path stands together, and what is the same is there once", () => {
  const graph = new Graph();
  const scope = {
    beta: graph.symbol("beta", levels.path),
    N: graph.number(500),
    S: graph.symbol("S", levels.step),
    I: graph.symbol("I", levels.step),
  };
  const read = (text: string) => graph.read(parseFormula(text, "here"), scope);
  const infection = read("beta*S*I/N");
  expect(read("S*beta/N*I")).toBe(infection);
  expect(graph.fixedFor([infection]).map((id) => graph.formulaOf(id))).toEqual([["div", "beta", 500]]);
  expect(read("S - S*0 + 0")).toBe(graph.read(parseFormula("S - S*0", "here"), scope));
  expect(read("-S + I")).toBe(read("I - S"));
});

describe("what cannot be read is refused with its place", () => {
  test.each([
    ["", "the formula is empty"],
    ["a + ", "something is missing at the end"],
    ["a b", '"b" is too much'],
    ["(a", '")" is missing'],
    ["a $ b", '"$" is not understood'],
    ["gamma(a)", "there is no function gamma (there are sqrt"],
    ["toString(a)", "there is no function toString"],
    ["sqrt(a, b)", "sqrt takes one number, got 2"],
    ["a ? b", '":" is missing'],
    ["* a", '"*" stands where a number or a name should'],
  ])("%j", (text, message) => {
    expect(() => parseFormula(text, "equation of S")).toThrow(`equation of S: ${message}`);
  });
});
