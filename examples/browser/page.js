/** A live experiment in a page: the policy says where to measure next, whatever was really done and seen. */
import { loadPolicy, PolicyError } from "floe/policy";
import { drawBeliefs, openBeliefs } from "./beliefs.js";
import { drawChart } from "./chart.js";

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

const [low, high] =
  data.space.kind === "box" ? [Math.min(...data.space.low), Math.max(...data.space.high)] : [data.space.low, data.space.high];
/** Decimals of a design: a thousandth of the axis, about. */
const decimals = Math.max(0, 2 - Math.floor(Math.log10((high - low) / 2)));
/** Ratios count: every coordinate is on a logarithmic scale. */
const log =
  low > 0 && (data.space.kind === "box" ? (data.space.scales ?? [""]) : [data.space.scale]).every((scale) => scale === "log");
const printed = (place) => (log ? String(Number(place.toPrecision(4))) : place.toFixed(decimals));
const round = (value) => Number(value.toPrecision(4));
const inUnit = (text, unit) => (unit ? `${text} ${unit}` : String(text));
const describe = (value) => inUnit(value, data.designUnit);

get("title").textContent = given.about.summary.charAt(0).toUpperCase() + given.about.summary.slice(1);
for (const unit of document.querySelectorAll("[data-unit]"))
  unit.textContent = unit.dataset.unit === "design" ? data.designUnit : data.outcomeUnit;
get("simulate").hidden = !given.courses;
get("beliefs").hidden = !beliefsAfter;
get("footer").textContent =
  `${data.family} policy for ${data.simulator}, ${data.horizon} measurements, floe ${data.version}. ` +
  "Everything runs in this page; nothing is sent anywhere.";

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
function reopen(observations) {
  const opened = policy.start(constraints);
  for (const observation of observations) opened.observe(observation);
  session = opened;
}

function show() {
  const { observations } = session.history;
  const advice = session.next();
  const count = observations.length;
  const of = Math.min(data.horizon, constraints.budget ?? data.horizon);
  get("step").textContent = advice
    ? `Measurement ${advice.step} of ${advice.of}: the policy advises`
    : `${count} of ${of} measurements`;
  get("next").textContent = advice ? describe(printed(advice.design[0])) : count >= of ? "All measurements are taken" : "No allowed place is left"; // biome-ignore format: short
  get("observe").hidden = !advice;
  get("outcome-name").textContent = advice ? `seen: ${data.outcomeNames[advice.step - 1]}` : "seen";
  get("place").value = advice ? printed(advice.design[0]) : "";
  get("outcome").value = "";
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
  const advice = session.next();
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
  const advised = session.next()?.design[0];
  return get("place").value === (advised === undefined ? undefined : printed(advised)) ? advised : get("place").valueAsNumber;
}
get("observe").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(() => session.observe({ design: [placeNow()], outcome: [get("outcome").valueAsNumber] }));
});
get("simulate").addEventListener("click", () => {
  const place = placeNow();
  attempt(() => session.observe({ design: [place], outcome: [measure(place)] }));
});
get("lost").addEventListener("click", () => attempt(() => session.observe({ design: [placeNow()], lost: true })));
get("undo").addEventListener("click", () => attempt(() => session.undo()));
get("again").addEventListener("click", () => {
  hidden = given.courses ? (hidden + 1) % given.courses.length : 0;
  revealed = false;
  attempt(() => reopen([]));
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
      reopen(session.history.observations);
    } catch (error) {
      constraints = before;
      throw error;
    }
  });
});
addEventListener("resize", draw);
show();
