/** A live experiment in a page: the policy says where to measure next, whatever was really done and seen. */
import { loadPolicy, PolicyError } from "floe/policy";
import { drawBeliefs, openBeliefs } from "./beliefs.js";
import { drawChart, drawPlane } from "./chart.js";

const given = JSON.parse(document.getElementById("given").textContent);
const policy = loadPolicy(given.policy);
const { data } = policy;
const get = (id) => document.getElementById(id);

/** What was thought possible before, beside the hidden example. */
const possible = given.courses ? { xs: given.xs, all: given.courses.slice(0, 24) } : { xs: [], all: [] };

/** What was trained beside the policy tells what is known of the parameters. */
const beliefsAfter = given.learned && openBeliefs({ ...given, policy });

let session = policy.start();
let constraints = {};
let hidden = Math.floor(Math.random() * (given.courses?.length ?? 1));
let revealed = false;

/** Each number of a measurement, over all of them: its range, and whether ratios count. */
const axes = policy.numbers(0).map((number, j) => {
  const all = Array.from({ length: data.horizon }, (_, step) => policy.numbers(step)[j]);
  const [low, high] = [Math.min(...all.map((one) => one.low)), Math.max(...all.map((one) => one.high))];
  const log = low > 0 && all.every(({ scale }) => scale === "log");
  // a thousandth of the axis, about
  const decimals = Math.max(0, 2 - Math.floor(Math.log10((high - low || 1) / 2)));
  const title = data.horizon > 1 && axisName(number.name) ? axisName(number.name) : number.name;
  return { ...number, low, high, log, title, printed: (x) => (log ? String(Number(x.toPrecision(4))) : x.toFixed(decimals)) };
});
const [{ low, high, log }] = axes;
/** How many numbers come out of a measurement. */
const outcomes = data.outcomeNames.length / data.horizon;
const several = axes.length > 1;
const round = (value) => Number(value.toPrecision(4));
const inUnit = (text, unit) => (unit ? `${text} ${unit}` : String(text));
/** "x" of x1. */
function axisName(name) {
  return name.replace(/\.?1$/, "");
}
const describe = (place, step) =>
  place
    .map((x, j) => `${several ? `${policy.numbers(step)[j].name} = ` : ""}${inUnit(axes[j].printed(x), axes[j].unit)}`)
    .join(", ");

get("title").textContent = given.about.summary.charAt(0).toUpperCase() + given.about.summary.slice(1);
for (const unit of document.querySelectorAll("[data-unit]"))
  unit.textContent = unit.dataset.unit === "design" ? data.designUnit : data.outcomeUnit;
get("simulate").hidden = !given.courses || several || outcomes > 1 || data.passive !== undefined;
get("beliefs").hidden = !beliefsAfter;
/** A field for each number: the page has one of both kinds. */
const fields = { place: fieldsOf("place", axes.length), outcome: fieldsOf("outcome", outcomes) };
if (several) for (const id of ["from", "to", "spacing"]) get(id).closest("label").style.display = "none"; // they are about one number
get("footer").textContent =
  `${data.family} policy for ${data.simulator}, ${data.horizon} measurements, floe ${data.version}. ` +
  "Everything runs in this page; nothing is sent anywhere.";

function fieldsOf(id, count) {
  const first = get(id).closest("label");
  const labels = [first];
  for (let j = 1; j < count; j++) {
    const label = first.cloneNode(true);
    for (const element of label.querySelectorAll("[id]")) element.id += j + 1;
    labels.at(-1).after(label);
    labels.push(label);
  }
  return labels.map((label) => label.querySelector("input"));
}

/** What a number is called above its field, and the unit behind it. */
function name(input, text, unit) {
  const label = input.closest("label");
  const word = label.querySelector("span:not(.field):not(.unit)");
  if (word) word.textContent = text;
  else label.firstChild.textContent = text;
  label.querySelector(".unit").textContent = unit;
}

/** What a measurement of the hidden example gives: its course between two of its points, whole where it is a count. */
function measure(place) {
  const { xs, courses } = given;
  const course = courses[hidden];
  const right = Math.min(
    xs.length - 1,
    Math.max(
      1,
      xs.findIndex((x) => x >= place),
    ),
  );
  const share = (place - xs[right - 1]) / (xs[right] - xs[right - 1]);
  const value = course[right - 1] + share * (course[right] - course[right - 1]);
  const kind = data.outcomeKinds?.[session.history.observations.length];
  const whole = kind === undefined ? /people|cases/.test(data.outcomeUnit) : kind !== "continuous";
  return whole ? Math.round(value) : round(value);
}

/** Whatever the policy refuses is said in its words; nothing is lost. */
function attempt(work) {
  try {
    work();
    say("");
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    say(error.message);
  }
  show();
}

function say(text) {
  get("error").textContent = text;
}

/** The same experiment under other constraints, or from the beginning. */
function reopen({ observations, reports = [] }) {
  const opened = policy.start(constraints);
  for (const report of reports) opened.report(report);
  for (const observation of observations) opened.observe(observation);
  session = opened;
}

/** What comes without being chosen is asked for before the decision that knows it: in the first field of outcomes. */
function ask(wanted) {
  if (wanted) {
    get("step").textContent = `Report ${wanted.number} of ${data.passive.names.length} is in`;
    get("next").textContent = wanted.report;
    name(fields.outcome[0], wanted.report, wanted.unit);
  }
  for (const [i, input] of [...fields.outcome, ...fields.place].entries()) {
    input.closest("label").style.display = wanted && i > 0 ? "none" : "";
    input.required = !wanted || i === 0;
  }
}

function show() {
  const { observations } = session.history;
  const wanted = session.wanted();
  const advice = wanted ? undefined : session.next();
  const count = observations.length;
  const of = Math.min(data.horizon, constraints.budget ?? data.horizon);
  get("step").textContent = advice
    ? `Measurement ${advice.step} of ${advice.of}: the policy advises`
    : `${count} of ${of} measurements`;
  const named = advice?.label === undefined ? "" : `${advice.label}: `;
  get("next").textContent = advice ? named + describe(advice.design, advice.step - 1) : count >= of ? "All measurements are taken" : "No allowed place is left"; // biome-ignore format: short
  get("observe").hidden = !advice && !wanted;
  for (const [j, input] of fields.outcome.entries()) {
    const i = advice ? (advice.step - 1) * outcomes + j : j;
    name(input, advice ? `seen: ${data.outcomeNames[i]}` : "seen", data.outcomeUnits?.[i] ?? data.outcomeUnit);
    input.value = "";
  }
  for (const [j, input] of fields.place.entries()) {
    if (several) name(input, `measured at ${advice ? policy.numbers(advice.step - 1)[j].name : axes[j].title}`, axes[j].unit);
    input.value = advice ? axes[j].printed(advice.design[j]) : "";
  }
  ask(wanted);
  get("undo").disabled = count === 0;
  get("again").disabled = count === 0;
  get("reveal").hidden = !given.courses || count === 0 || revealed;
  get("save").href = `data:application/json,${encodeURIComponent(JSON.stringify(session.history))}`;
  draw();
  get("caption").textContent = captionOf(count, revealed && given.courses !== undefined);
  if (beliefsAfter) believe();
}

function believe() {
  const { note, parameters } = beliefsAfter(session.history, revealed ? given.theta?.[hidden] : undefined);
  drawBeliefs(get("believed"), parameters);
  get("beliefs-note").textContent = note;
}

function draw() {
  const { observations } = session.history;
  const advice = session.wanted() ? undefined : session.next();
  if (several)
    return drawPlane(get("chart"), {
      axes: axes.slice(0, 2).map(({ title, unit, ...axis }) => ({ ...axis, title: unit ? `${title} (${unit})` : title })),
      points: observations.map(({ design, outcome }) => ({ x: design[0], y: design[1], text: outcome?.map(round).join(", ") })),
      advised: advice?.design,
    });
  const course = revealed && given.courses ? { xs: given.xs, ys: given.courses[hidden] } : undefined;
  drawChart(get("chart"), {
    low,
    log,
    high,
    xTitle: given.axes?.x ?? inUnit("design", data.designUnit && `(${data.designUnit})`),
    yTitle: given.axes?.y ?? inUnit("outcome", data.outcomeUnit && `(${data.outcomeUnit})`),
    points: observations.map(({ design, outcome }) => ({ x: design[0], y: outcome?.[0] })),
    advised: advice?.design[0],
    forbidden: constraints.forbidden ?? [],
    course,
    possible,
  });
}

function captionOf(count, shown) {
  const grey = given.courses ? ` Grey: ${possible.all.length} courses that the prior holds for possible.` : "";
  const hint = given.courses ? ", or let the page simulate a hidden example" : "";
  if (!count) return `Nothing is measured yet. Type what you see${hint}.${grey}`;
  if (!shown) return `Dots: what was measured. Dashed: where to measure next.${grey}`;
  const { names, units } = given.about.theta;
  const truth = given.theta[hidden].map((value, i) => `${names[i]} ${inUnit(round(value), units[i])}`).join(", ");
  return `Line: the hidden example, simulated with ${truth}. It is what "Simulate it" measures; what was typed need not lie on it.`;
}

/** What stands there; as advised while nothing else was typed, without the rounding of the display. */
function placeNow() {
  const advised = session.next()?.design ?? [];
  return fields.place.map((input, j) =>
    advised[j] !== undefined && input.value === axes[j].printed(advised[j]) ? advised[j] : input.valueAsNumber,
  );
}
get("observe").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(() => {
    if (session.wanted()) return session.report(fields.outcome[0].valueAsNumber);
    return session.observe({ design: placeNow(), outcome: fields.outcome.map((input) => input.valueAsNumber) });
  });
});
get("simulate").addEventListener("click", () => {
  const place = placeNow();
  attempt(() => session.observe({ design: place, outcome: [measure(place[0])] }));
});
get("lost").addEventListener("click", () =>
  attempt(() => (session.wanted() ? session.report(null) : session.observe({ design: placeNow(), lost: true }))),
);
get("undo").addEventListener("click", () => attempt(() => session.undo()));
get("again").addEventListener("click", () => {
  hidden = given.courses ? (hidden + 1) % given.courses.length : 0;
  revealed = false;
  attempt(() => reopen({ observations: [] }));
});
get("reveal").addEventListener("click", () => {
  revealed = true;
  show();
});
get("constraints").addEventListener("submit", (event) => event.preventDefault());
get("constraints").addEventListener("input", () => {
  const number = (id) => (get(id).value === "" ? undefined : get(id).valueAsNumber);
  const [from, to, spacing, budget] = ["from", "to", "spacing", "budget"].map(number);
  const asked = {
    ...(from === undefined && to === undefined ? {} : { forbidden: [[from ?? low, to ?? high]] }),
    ...(spacing === undefined ? {} : { spacing }),
    ...(budget === undefined ? {} : { budget }),
  };
  const before = constraints;
  attempt(() => {
    constraints = asked;
    try {
      reopen(session.history);
    } catch (error) {
      constraints = before;
      throw error;
    }
  });
});
addEventListener("resize", draw);
show();
