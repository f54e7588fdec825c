/** Ours, the paper's and the truth as Markdown: what is kept of a reproduction beside the code, as in docs/results. */
import { cpus } from "node:os";
import { short } from "../../basics/digits.js";
import { capitalised, counted, duration } from "../../basics/text.js";
import { benchmarkLines } from "./benchmarks/markdown.js";
import { partFigure } from "./figure.js";
import type { AnsweredClaim, ComparedPart, Comparison } from "./types.js";
import { doneIn, hasErrors, oursWords } from "./words.js";

/** @param command the line that does it again */
export function comparisonMarkdown(comparison: Comparison, command: string): string {
  const { table: name, reference, protocol, form, cells, seconds, version, parts, benchmarks = [] } = comparison;
  const brief =
    form === "quick" ? ["This is the short form: fewer steps and smaller networks than the published numbers are of."] : [];
  const [processor] = cpus();
  const machine = processor ? `${counted(cpus().length, "core")} of ${processor.model.trim()}` : "an unknown processor";
  const ran = `What was run: ${cells.done} of ${cells.all} runs, in ${duration(seconds)} of computing. Floe ${version}, Node ${process.versions.node}, ${machine}. ${new Date().toISOString().slice(0, 10)}.`;
  const head = [`# \`${name}\`: ${reference}`, [...protocol, ...brief].join(" "), ran, `\`\`\`sh\n${command}\n\`\`\``];
  return `${[...head, ...benchmarkLines(benchmarks, form, line), ...parts.flatMap(partLines)].join("\n\n")}\n`;
}

const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

function partLines(part: ComparedPart): string[] {
  const { title, of, along, columns, truth, words, claims } = part;
  const { done: rows, open } = doneIn(part);
  const heads = [along, "", ...columns.map(String), "seconds"];
  const lines = rows.flatMap(({ label, ours, published, seconds }) => [
    [label, "ours", ...ours.map(oursWords), seconds === null ? "-" : short(seconds, 3)],
    ...(published.some((one) => one !== null) ? [["", "published", ...published.map((one) => String(one ?? "")), ""]] : []),
  ]);
  const known = truth ? [["", "truth", ...truth.map((one) => short(one, 4)), ""]] : [];
  const table = [line(heads), `|${"---|".repeat(heads.length)}`, ...[...known, ...lines].map(line)].join("\n");
  const figure = partFigure(part);
  return [
    `## ${title}`,
    `${capitalised(of)}${hasErrors(rows) ? ", ± one standard error" : ""}.`,
    ...(rows.length > 0 ? [table] : []),
    ...(figure ? [`![${title}: ${of} along ${along}](figures/${figure.name}.svg)\n\n${figure.caption}`] : []),
    ...words,
    ...(claims.length > 0 ? [claims.map(claimWords).join("\n")] : []),
    ...open,
  ];
}

const claimWords = ({ says, answer }: AnsweredClaim): string =>
  `* The paper: ${says}. Here: ${answer ? `**${answer.holds}**; ${answer.why}` : "not run"}.`;
