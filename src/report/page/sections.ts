/** Figures as sections of a page. */
import { messageOf } from "../../basics/errors.js";
import { themed } from "../drawing/palette.js";
import { type Figure, narrow, renderFigure, wide } from "../drawing/render.js";
import { Html, html } from "./html.js";

/** Each figure twice, for wide and for narrow windows, and once as a file. */
export async function sections(figures: readonly Figure[], prefix: string, files: Record<string, string>): Promise<Html> {
  const made: Html[] = [];
  for (const figure of figures) {
    const name = prefix + figure.name;
    const drawn = await bothSizes(figure, name).catch((error: unknown) => error);
    if (!Array.isArray(drawn)) {
      made.push(html`<section><h2>${figure.title}</h2><p>This figure could not be drawn: the records hold numbers that make no picture (${messageOf(drawn)}).</p></section>
`);
      continue;
    }
    const [large, small] = drawn as [string, string];
    files[name] = large;
    made.push(html`<section><h2>${figure.title}</h2>
<figure><div class="wide">${inline(large)}</div><div class="narrow">${inline(small)}</div>
<figcaption>${figure.caption}</figcaption></figure></section>
`);
  }
  return html`${made}`;
}

/** A record may be what it should be and hold 1e308: a page without one picture is better than none. */
async function bothSizes(figure: Figure, name: string): Promise<[wide: string, narrow: string]> {
  const large = await renderFigure({ ...figure, name }, wide);
  return [large, await renderFigure({ ...figure, name: `${name}-narrow` }, narrow)];
}

function inline(svg: string): Html {
  return new Html(themed(svg).replace(/ xmlns(:xlink)?="[^"]*"/g, ""));
}
