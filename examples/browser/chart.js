/** The drawing: what was measured, where to measure next, what is forbidden, and the hidden course once it may be seen. */

const size = { height: 320, left: 56, right: 16, top: 34, bottom: 44 };

/**
 * @param svg the element to fill
 * @param state { low, high, log, unit, xTitle, yTitle, points: [{ x, y }], without a y where it was lost, advised, forbidden: [[from, to]], course: { xs, ys }, possible: { xs, all: [ys] } }
 */
export function drawChart(svg, { low, high, log, xTitle, yTitle, points, advised, forbidden, course, possible }) {
  const { height, left, right, top, bottom } = size;
  const width = svg.clientWidth || 800; // a unit is a pixel, so that texts keep their size on a telephone
  const ys = [...points.flatMap(({ y }) => y ?? []), ...(course?.ys ?? []), ...possible.all.flat()];
  const [least, greatest] = [Math.min(0, ...ys), 1.05 * Math.max(...(ys.length ? ys : [1]), 1e-9)];
  const share = (value) => (log ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low));
  const x = (value) => left + share(value) * (width - left - right);
  const y = (value) => height - bottom - ((value - least) / (greatest - least)) * (height - top - bottom);
  const parts = [];
  const add = (name, attributes, text) => parts.push(element(name, attributes, text));
  for (const [from, to] of forbidden) {
    const [a, b] = [Math.max(low, from), Math.min(high, to)];
    if (b > a) add("rect", { class: "forbidden", x: x(a), y: top, width: x(b) - x(a), height: height - top - bottom });
  }
  for (const tick of ticks(least, greatest, 5)) {
    add("line", { class: "grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) });
    add("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, String(tick));
  }
  for (const tick of log ? decades(low, high) : ticks(low, high, width > 500 ? 10 : 5)) {
    add("line", { class: "axis", x1: x(tick), x2: x(tick), y1: height - bottom, y2: height - bottom + 5 });
    add("text", { x: x(tick), y: height - bottom + 18, "text-anchor": "middle" }, String(tick));
  }
  add("line", { class: "axis", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom });
  add("text", { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, xTitle);
  add("text", { x: left, y: 14 }, yTitle);
  const path = (xs, values) => {
    const shown = xs.flatMap((at, i) => (at >= low && at <= high ? [`${x(at).toFixed(1)},${y(values[i]).toFixed(1)}`] : [])); // courses may be longer than a list of candidates reaches
    return shown.length > 0 ? `M${shown.join("L")}` : "";
  };
  for (const values of possible.all) add("path", { class: "possible", d: path(possible.xs, values) });
  if (course) add("path", { class: "course", d: path(course.xs, course.ys) });
  if (advised !== undefined) {
    add("line", { class: "advised", x1: x(advised), x2: x(advised), y1: top, y2: height - bottom });
    const end = x(advised) > width - 90;
    add("text", { class: "advised-label", x: x(advised) + (end ? -6 : 6), y: top + 10, "text-anchor": end ? "end" : "start" }, "next"); // biome-ignore format: short
  }
  for (const [i, point] of points.entries()) {
    if (point.y === undefined) {
      add("text", { class: "number", x: x(point.x), y: height - bottom - 6 }, `${i + 1} lost`);
      continue;
    }
    add("line", { class: "stem", x1: x(point.x), x2: x(point.x), y1: y(point.y), y2: height - bottom });
    add("circle", { class: "dot", cx: x(point.x), cy: y(point.y), r: 5 });
    add("text", { class: "number", x: x(point.x), y: y(point.y) - 10 }, String(i + 1));
  }
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(...parts);
}

/**
 * Where measurements of several numbers were made: the plane of the first two, with what came out beside each.
 * @param svg the element to fill
 * @param state { axes: [{ low, high, log, title }], points: [{ x, y, text }], without a text where it was lost or is pending, advised: [x, y] }
 */
export function drawPlane(svg, { axes, points, advised }) {
  const { left, right, top, bottom } = size;
  const width = svg.clientWidth || 800;
  const side = Math.min(width - left - right, 420);
  const height = top + side + bottom;
  const parts = [];
  const add = (name, attributes, text) => parts.push(element(name, attributes, text));
  const shares = axes.map(
    ({ low, high, log }) =>
      (value) =>
        log ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low || 1),
  );
  const x = (value) => left + shares[0](value) * side;
  const y = (value) => top + (1 - shares[1](value)) * side;
  const ticksOf = ({ low, high, log }) => (log ? decades(low, high) : ticks(low, high, 5));
  for (const tick of ticksOf(axes[1])) {
    add("line", { class: "grid", x1: left, x2: left + side, y1: y(tick), y2: y(tick) });
    add("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, String(tick));
  }
  for (const tick of ticksOf(axes[0])) {
    add("line", { class: "grid", x1: x(tick), x2: x(tick), y1: top, y2: top + side });
    add("text", { x: x(tick), y: top + side + 18, "text-anchor": "middle" }, String(tick));
  }
  add("text", { x: left + side / 2, y: height - 6, "text-anchor": "middle" }, axes[0].title);
  add("text", { x: left, y: 14 }, axes[1].title);
  if (advised) {
    const [ax, ay] = [x(advised[0]), y(advised[1])];
    add("line", { class: "advised", x1: ax, x2: ax, y1: top, y2: top + side });
    add("line", { class: "advised", x1: left, x2: left + side, y1: ay, y2: ay });
    add("text", { class: "advised-label", x: ax + 6, y: ay - 6 }, "next");
  }
  for (const [i, point] of points.entries()) {
    const [px, py] = [x(point.x), y(point.y)];
    add("circle", { class: "dot", cx: px, cy: py, r: 5, ...(point.text === undefined ? { "fill-opacity": 0.25 } : {}) });
    add("text", { class: "number", x: px, y: py - 10 }, `${i + 1}${point.text === undefined ? " lost" : `: ${point.text}`}`);
  }
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(...parts);
}

export function element(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Powers of ten from low to high; where there are fewer than three their doubles and halves too. */
function decades(low, high) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const within = (of) => powers.flatMap((power) => of.map((factor) => Number(`${factor}e${power}`))).filter((at) => at >= low * (1 - 1e-9) && at <= high * (1 + 1e-9)); // biome-ignore format: short
  return within([1]).length < 3 ? within([1, 2, 5]) : within([1]);
}

/** Round numbers from low to high, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
