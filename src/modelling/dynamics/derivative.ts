/** Derivatives of formulas' nodes, by the rules of calculus; where a function has a corner, the one of its pieces that holds there. */
import { type Graph, levels, type NodeId } from "./graph.js";

/** @param by symbols, of which the formula's node is a function */
export function derivative(graph: Graph, of: NodeId, by: NodeId): NodeId {
  const known = new Map<NodeId, NodeId>();
  const zero = graph.number(0);
  const d = (id: NodeId): NodeId => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const found = id === by ? graph.number(1) : step(id);
    known.set(id, found);
    return found;
  };
  const mul = (a: NodeId, b: NodeId): NodeId => (a === zero || b === zero ? zero : graph.apply("mul", a, b));
  const div = (a: NodeId, b: NodeId): NodeId => (a === zero ? zero : graph.apply("div", a, b));
  const choose = (condition: NodeId, a: NodeId, b: NodeId): NodeId => (a === b ? a : graph.apply("if", condition, a, b));
  const step = (id: NodeId): NodeId => {
    const { kind, level, inputs } = graph.at(id);
    if (level === levels.number || kind === "symbol" || kind === "number") return zero;
    const [a, b, c] = inputs as [NodeId, NodeId, NodeId];
    switch (kind) {
      case "add":
      case "sub":
        return graph.apply(kind, d(a), d(b));
      case "mul":
        return graph.apply("add", mul(d(a), b), mul(a, d(b)));
      case "div":
        return div(graph.apply("sub", d(a), mul(id, d(b))), b);
      case "neg":
        return graph.apply("neg", d(a));
      case "sqrt":
        return div(mul(graph.number(0.5), d(a)), id);
      case "exp":
        return mul(id, d(a));
      case "log":
        return div(d(a), a);
      case "sin":
        return mul(graph.apply("sin", graph.apply("add", a, graph.number(Math.PI / 2))), d(a));
      case "pow": // a^b (b' log a + b a'/a)
        return graph.apply(
          "add",
          d(b) === zero ? zero : mul(id, mul(d(b), graph.apply("log", a))),
          d(a) === zero ? zero : mul(mul(b, graph.apply("pow", a, graph.apply("sub", b, graph.number(1)))), d(a)),
        );
      case "abs":
        return choose(graph.apply("lt", a, zero), graph.apply("neg", d(a)), d(a));
      case "min":
        return choose(graph.apply("lt", b, a), d(b), d(a));
      case "max":
        return choose(graph.apply("lt", a, b), d(b), d(a));
      case "if":
        return choose(a, d(b), d(c));
      default: // steps: floor, comparisons, and, or
        return zero;
    }
  };
  return d(of);
}
