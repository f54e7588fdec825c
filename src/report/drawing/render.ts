/** From a Vega-Lite specification to a self-standing SVG string, without a browser. */
import { escapeHtml } from "../../basics/text.js";
import { palette } from "./palette.js";

/** A Vega-Lite specification; the library's own type is too wide to help here. */
export type Spec = Readonly<Record<string, unknown>>;

/** One figure: what it shows in words, and how to draw it at a given width. */
export interface Figure {
  /** File name without ending, and prefix of the ids inside. */
  readonly name: string;
  readonly title: string;
  /** What a reader who cannot see it needs to know: the finding, with numbers. */
  readonly alt: string;
  /** Plain text under the figure: what the marks are. */
  readonly caption: string;
  /** @param width of the whole picture, CSS pixels */
  draw(width: number): Spec;
}

export const wide = 720;
export const narrow = 350;

const config = {
  aria: false,
  font: "Helvetica, Arial, sans-serif",
  background: palette.paper,
  view: { stroke: null },
  axis: {
    labelColor: palette.quiet,
    titleColor: palette.ink,
    titleFontWeight: "normal",
    domainColor: palette.faint,
    tickColor: palette.faint,
    gridColor: palette.hairline,
    labelFontSize: 12,
    titleFontSize: 13,
    labelFlush: false,
    tickSize: 4,
  },
} as const;

/** Vega takes half a second to load, so it is loaded when the first figure is drawn. */
export async function renderFigure(figure: Figure, width: number = wide): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const spec = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", ...figure.draw(width), config };
  // A specification that Vega-Lite only warns about draws something else than was meant.
  const refuse = (...message: unknown[]): never => {
    throw new Error(`figure ${figure.name}: ${message.join(" ")}`);
  };
  const logger = vega.logger(vega.Warn);
  logger.warn = refuse;
  logger.error = refuse;
  const compiled = vegaLite.compile(spec as Parameters<typeof vegaLite.compile>[0], { logger }).spec;
  const view = new vega.View(vega.parse({ ...compiled, ...sizeOf(spec) }), { renderer: "none", logger });
  try {
    return tidySvg(await view.toSVG(), figure);
  } finally {
    view.finalize();
  }
}

/** Several panels have no size of their own in Vega-Lite: their picture says what it is. */
function sizeOf({ usermeta }: Spec): object {
  const { size } = (usermeta ?? {}) as { size?: { readonly width: number; readonly height: number } };
  return size ? { ...size, autosize: { type: "none" } } : {};
}

/** Unique ids, a title and a description for assistive technology, and numbers no finer than a hundredth of a pixel. */
export function tidySvg(svg: string, { name, title, alt }: Figure): string {
  const ids = [...new Set([...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] as string))];
  let tidy = svg.replace(/<[^>]+>/g, (tag) =>
    tag
      .replace(/ (aria-hidden|aria-roledescription|role|pointer-events|class)="[^"]*"/g, "")
      .replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2)))),
  );
  tidy = tidy.replace(/<path(?: fill="none")? d=""[^>]*\/>|<path d="M0,0h0v0h0Z"\/>/g, "");
  ids.forEach((id, i) => {
    tidy = tidy.replaceAll(`id="${id}"`, `id="${name}-${i}"`).replaceAll(`url(#${id})`, `url(#${name}-${i})`);
  });
  const words = `<title id="${name}-title">${escapeHtml(title)}</title><desc id="${name}-desc">${escapeHtml(alt)}</desc>`;
  return tidy.replace(
    /<svg[^>]*>/,
    (tag) => `${tag.slice(0, -1)} role="img" aria-labelledby="${name}-title ${name}-desc">${words}`,
  );
}
