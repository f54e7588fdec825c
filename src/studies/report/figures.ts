/** The figures of a study: one picture for each value of what varies beside what is compared. */
import type { Figure } from "../../report/drawing/render.js";
import type { Setting, StudyResults } from "../results/types.js";
import { curvesFigure } from "./curves.js";
import { dotsFigure } from "./dots.js";

const mostFigures = 6;

export function figuresOf(results: StudyResults): Figure[] {
  const { settings, along, facets } = results;
  const key = ({ at }: Setting) => JSON.stringify(facets.map((name) => at[name]));
  const places = [...new Set(settings.map(key))].slice(0, mostFigures);
  return places.map((place, i) => {
    const own = settings.filter((setting) => key(setting) === place);
    const where = facets.map((name) => `${name} ${own[0]?.at[name] ?? "default"}`).join(", ");
    const about = { results, settings: own, where, name: `study-${i + 1}` };
    const isLine = along !== undefined && own.length > 1;
    return isLine ? curvesFigure({ ...about, along }) : dotsFigure(about);
  });
}
