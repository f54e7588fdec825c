/** What is known of the parameters by now: the trained densities at what was seen, over the prior. */
import { firstOffAdvice, loadPosterior, PolicyError } from "floe/policy";
import { element, ticks } from "./chart.js";

const size = { width: 240, height: 110, left: 6, right: 6, top: 6, bottom: 24 };
/** Points of a curve. */
const fine = 90;

const short = (x, digits = 3) => String(Number(x.toPrecision(digits)));

/**
 * @param learned learned.json, its densities for a policy's experiments @param prior draws of theta, a row each
 * @param policy of floe/policy @returns a function (history, truth) -> { note, parameters }, truth only where it may be seen
 */
export function openBeliefs({ learned, prior, policy }) {
  const posterior = loadPosterior(learned);
  const { names, units, support } = learned.prior;
  const told = names.map((name, j) => {
    const values = prior.map((row) => row[j]).sort((a, b) => a - b);
    return { name, unit: units[j], ends: support?.[j] ?? {}, prior: values, before: summary(values) };
  });
  const one = (belief, truth) =>
    told.map((about, j) => ({
      ...about,
      ...(belief ? { ...belief.parameters[j], draws: belief.draws.map((row) => row[j]) } : {}),
      ...(truth ? { truth: truth[j] } : {}),
    }));
  return ({ observations }, truth) => {
    const seen = observations.filter(({ outcome }) => outcome !== undefined);
    if (seen.length === 0)
      return { note: "Nothing is seen yet: this is what the prior holds for possible.", parameters: one(undefined, truth) };
    const off = firstOffAdvice(policy, seen);
    if (off !== undefined)
      return {
        note:
          `Outcome ${off} is not from where the policy advises when it sees those before it. What was trained knows the policy's own experiments ` +
          "and no others. Save the history: floe infer tells what is known from any.",
        parameters: [],
      };
    try {
      const belief = posterior.given({ observations });
      if (belief) return { note: "Grey: before anything was seen. What was trained does not notice outcomes unlike anything simulated; floe infer does.", parameters: one(belief, truth) }; // biome-ignore format: one sentence
      return {
        note: `No density was trained for ${seen.length} outcomes: floe beliefs trains the missing ones.`,
        parameters: [],
      };
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      return { note: error.message, parameters: [] };
    }
  };
}

/** @param place the element to fill, a figure a parameter */
export function drawBeliefs(place, parameters) {
  place.replaceChildren(
    ...parameters.map((parameter) => {
      const { name, unit, before, mean, sd, interval, truth } = parameter;
      const box = node("div", "believed");
      const now = interval ? { mean, sd, interval } : before;
      const inUnit = unit ? ` ${unit}` : "";
      box.append(
        node("p", "value", `${name}: ${short(now.mean)} ± ${short(now.sd, 2)}${inUnit}`),
        marginal(parameter),
        node("p", "quiet", `90 % within ${short(now.interval[0])} to ${short(now.interval[1])}${interval ? `; before ${short(before.mean)} ± ${short(before.sd, 2)}` : ""}${truth === undefined ? "" : `; the hidden example's is ${short(truth)}`}`), // biome-ignore format: one sentence
      );
      return box;
    }),
  );
}

function marginal({ name, prior, draws, interval, truth, ends }) {
  const { width, height, left, right, top, bottom } = size;
  const at = (values, share) => values[Math.round(share * (values.length - 1))];
  const sorted = draws && [...draws].sort((a, b) => a - b);
  const lowest = Math.min(at(prior, 0.005), ...(sorted ? [at(sorted, 0.005)] : []), truth ?? Number.POSITIVE_INFINITY);
  const highest = Math.max(at(prior, 0.985), ...(sorted ? [at(sorted, 0.995)] : []), truth ?? Number.NEGATIVE_INFINITY);
  // Known exactly, of a prior that leaves nothing open: a width all the same.
  const around = highest > lowest ? 0 : Math.abs(lowest) || 1;
  const [least, most] = [lowest - around, highest + around];
  const x = (value) => left + ((value - least) / (most - least)) * (width - left - right);
  const xs = Array.from({ length: fine + 1 }, (_, i) => least + (i / fine) * (most - least));
  const curves = [prior, ...(sorted ? [sorted] : [])].map((values) => smoothed(values, xs, ends));
  const tallest = Math.max(...curves.flat());
  const y = (value) => height - bottom - (value / tallest) * (height - top - bottom);
  const line = (values) => xs.map((value, i) => `${i ? "L" : "M"}${x(value).toFixed(1)},${y(values[i]).toFixed(1)}`).join("");
  const closed = (values) => `${line(values)}L${x(most)},${height - bottom}L${x(least)},${height - bottom}Z`;
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${name}, now and before` });
  svg.append(element("path", { class: "before", d: closed(curves[0]) }));
  if (curves[1]) {
    svg.append(element("path", { class: "after", d: closed(curves[1]) }));
    svg.append(
      element("line", { class: "within", x1: x(interval[0]), x2: x(interval[1]), y1: height - bottom, y2: height - bottom }),
    );
  }
  if (truth !== undefined)
    svg.append(element("line", { class: "truth", x1: x(truth), x2: x(truth), y1: top, y2: height - bottom }));
  svg.append(element("line", { class: "axis", x1: left, x2: width - right, y1: height - bottom + 3, y2: height - bottom + 3 }));
  for (const tick of ticks(least, most, 4))
    svg.append(element("text", { x: x(tick), y: height - 6, "text-anchor": "middle" }, String(tick)));
  return svg;
}

/** Normal kernels of Silverman's width, mirrored at the ends of what can be. @param values sorted */
function smoothed(values, xs, { low, high }) {
  const n = values.length;
  const { sd } = summary(values);
  const quartiles = (values[Math.floor(0.75 * (n - 1))] - values[Math.floor(0.25 * (n - 1))]) / 1.34;
  const h = 0.9 * (Math.min(sd, quartiles) || sd || 1e-9) * n ** -0.2;
  const all = [...values, ...[low, high].flatMap((end) => (end === undefined ? [] : values.map((value) => 2 * end - value)))];
  return xs.map((x) => all.reduce((sum, value) => sum + Math.exp(-0.5 * ((x - value) / h) ** 2), 0) / (n * h));
}

/** @param values sorted */
function summary(values) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1));
  return { mean, sd, interval: [0.05, 0.95].map((share) => values[Math.round(share * (n - 1))]) };
}

function node(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
