/**
 * Formulas as they stand in papers: "beta*S*I/N - gamma*I". Read here and not by mathjs, which takes longer to load than all of Floe does,
 * and is wanted in every command that knows the built-in simulators; what both read, they read alike (test/modelling/dynamics).
 */
import { check, InputError } from "../../basics/errors.js";

/** What formulas are made of: how many inputs each takes. `if` takes a condition and two values; what holds is 1, what does not 0. */
export const operations = {
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  neg: 1,
  pow: 2,
  sqrt: 1,
  exp: 1,
  log: 1,
  sin: 1,
  abs: 1,
  floor: 1,
  min: 2,
  max: 2,
  lt: 2,
  le: 2,
  eq: 2,
  and: 2,
  or: 2,
  if: 3,
} as const;

export type Operation = keyof typeof operations;

/** A number, a name, or an operation with its inputs: plain data, so that it can be sent to a thread. */
export type Formula = number | string | readonly [Operation, ...Formula[]];

/** Functions that users write, as operations. */
const functions: Readonly<Record<string, (...inputs: Formula[]) => Formula>> = {
  sqrt: (x) => ["sqrt", x as Formula],
  exp: (x) => ["exp", x as Formula],
  log: (x) => ["log", x as Formula],
  sin: (x) => ["sin", x as Formula],
  cos: (x) => ["sin", ["add", x as Formula, Math.PI / 2]],
  tanh: (x) => ["sub", 1, ["div", 2, ["add", ["exp", ["mul", 2, x as Formula]], 1]]],
  abs: (x) => ["abs", x as Formula],
  floor: (x) => ["floor", x as Formula],
  min: (...inputs) => inputs.reduce((a, b) => ["min", a, b]),
  max: (...inputs) => inputs.reduce((a, b) => ["max", a, b]),
};
const takesMany = ["min", "max"];

const infix: Readonly<Record<string, { readonly binds: number; of(a: Formula, b: Formula): Formula }>> = {
  or: { binds: 1, of: (a, b) => ["or", a, b] },
  and: { binds: 2, of: (a, b) => ["and", a, b] },
  "==": { binds: 3, of: (a, b) => ["eq", a, b] },
  "!=": { binds: 3, of: (a, b) => ["sub", 1, ["eq", a, b]] },
  "<": { binds: 3, of: (a, b) => ["lt", a, b] },
  "<=": { binds: 3, of: (a, b) => ["le", a, b] },
  ">": { binds: 3, of: (a, b) => ["lt", b, a] },
  ">=": { binds: 3, of: (a, b) => ["le", b, a] },
  "+": { binds: 4, of: (a, b) => ["add", a, b] },
  "-": { binds: 4, of: (a, b) => ["sub", a, b] },
  "*": { binds: 5, of: (a, b) => ["mul", a, b] },
  "/": { binds: 5, of: (a, b) => ["div", a, b] },
};
const signBinds = 6;

const token =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|(<=|>=|==|!=|[-+*/^()<>?:,]))/uy;

/** @param where what it belongs to, for messages: `equation of S` */
export function parseFormula(text: string | number, where: string): Formula {
  if (typeof text === "number") return text;
  const tokens = tokensOf(text, where);
  let at = 0;
  const fail = (what: string): never => {
    throw new InputError(`${where}: ${what} in "${text}"`);
  };
  const expect = (wanted: string) => {
    if (tokens[at++] !== wanted) fail(`"${wanted}" is missing`);
  };
  const list = (): Formula[] => {
    const inputs = [choice()];
    while (tokens[at] === ",") {
      at++;
      inputs.push(choice());
    }
    expect(")");
    return inputs;
  };
  const named = (name: string): Formula => {
    if (tokens[at] !== "(") return name;
    at++;
    const make = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!make) return fail(`there is no function ${name} (there are ${Object.keys(functions).join(", ")})`);
    const inputs = list();
    if (inputs.length !== 1 && !takesMany.includes(name)) fail(`${name} takes one number, got ${inputs.length}`);
    return make(...inputs);
  };
  const first = (): Formula => {
    const now = tokens[at++];
    if (now === undefined) return fail("something is missing at the end");
    if (now === "-") return ["neg", binary(signBinds)];
    if (now === "+") return binary(signBinds);
    if (now === "(") {
      const inner = choice();
      expect(")");
      return inner;
    }
    if (/^[\d.]/.test(now)) return Number(now);
    if (/^[\p{L}_]/u.test(now)) return named(now);
    return fail(`"${now}" stands where a number or a name should`);
  };
  const power = (): Formula => {
    const base = first();
    if (tokens[at] !== "^") return base;
    at++;
    return ["pow", base, binary(signBinds)]; // of the exponent a sign and another power belong to it
  };
  const binary = (least: number): Formula => {
    let left = tokens[at] === "-" || tokens[at] === "+" ? first() : power();
    for (;;) {
      const next = tokens[at];
      const operator = next !== undefined && Object.hasOwn(infix, next) ? infix[next] : undefined;
      if (!operator || operator.binds < least) return left;
      at++;
      left = operator.of(left, binary(operator.binds + 1));
    }
  };
  const choice = (): Formula => {
    const condition = binary(0);
    if (tokens[at] !== "?") return condition;
    at++;
    const yes = choice();
    expect(":");
    return ["if", condition, yes, choice()];
  };
  const whole = choice();
  if (at < tokens.length) fail(`"${tokens[at]}" is too much`);
  return whole;
}

function tokensOf(text: string, where: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== "") {
    const from = token.lastIndex;
    const found = token.exec(text);
    check(found !== null, `${where}: "${text.slice(from).trim()[0]}" is not understood in "${text}"`);
    tokens.push(found[0].trim());
  }
  check(tokens.length > 0, `${where}: the formula is empty`);
  return tokens;
}

/** All names that stand in it. */
export function namesIn(formula: Formula): string[] {
  if (typeof formula === "number") return [];
  if (typeof formula === "string") return [formula];
  return formula.slice(1).flatMap((input) => namesIn(input as Formula));
}
