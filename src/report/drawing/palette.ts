/**
 * Colours that readers with colour-vision deficiencies can tell apart (Okabe and Ito 2008), each with a partner for dark pages.
 * Figures are drawn in the light colours, so that a saved SVG stands alone; inside the page they become CSS variables.
 */
export const palette = {
  paper: "#ffffff",
  ink: "#1c2127",
  quiet: "#5f6872",
  faint: "#a9b1b9",
  hairline: "#e3e6e9",
  blue: "#0072b2",
  sky: "#56b4e9",
  bandOuter: "#dcecf7",
  bandInner: "#b5d8ef",
  vermillion: "#d55e00",
  green: "#007a5a",
  purple: "#a6528a",
  ochre: "#a66f00",
  seen1: "#2c4fb8",
  seen2: "#7d3fb0",
  seen3: "#bf3d85",
  seen4: "#df6a3c",
  seen5: "#e5a21b",
} as const;

const dark: Record<keyof typeof palette, string> = {
  paper: "#15191d",
  ink: "#e8eaed",
  quiet: "#a4acb4",
  faint: "#69727b",
  hairline: "#2b3137",
  blue: "#6cb8ea",
  sky: "#56b4e9",
  bandOuter: "#1d3040",
  bandInner: "#2a4a63",
  vermillion: "#ff8c42",
  green: "#3fc59b",
  purple: "#df95c4",
  ochre: "#e6b34d",
  seen1: "#6f8ff0",
  seen2: "#b07ee6",
  seen3: "#e879b4",
  seen4: "#f29465",
  seen5: "#f5c451",
};

/** Distinct colours for many alike things, in turn. */
export const cycle = [
  palette.blue,
  palette.vermillion,
  palette.green,
  palette.purple,
  palette.ochre,
  palette.sky,
  palette.ink,
] as const;

/** From little to much: a ramp in lightness and in hue, for what was seen. */
export const ramp = [palette.seen1, palette.seen2, palette.seen3, palette.seen4, palette.seen5] as const;

export function colourOf(index: number): string {
  return cycle[index % cycle.length] as string;
}

/** Solid, then two kinds of dashes: a line more than there are colours has the first one's again. */
const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
] as const;

/** Of the i-th line: none of 21 looks like another. */
export const styleOf = (i: number) => ({
  color: colourOf(i),
  strokeWidth: 2,
  strokeDash: dashes[Math.floor(i / cycle.length) % dashes.length] as (typeof dashes)[number],
});

const declarations = (colours: Record<string, string>): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(";");

/** The style rules behind the variables: light, dark where the reader prefers it, light again on paper. */
export function themeCss(): string {
  return (
    `:root{color-scheme:light dark;${declarations(palette)}}` +
    `@media screen and (prefers-color-scheme:dark){:root{${declarations(dark)}}}`
  );
}

/** A figure whose colours follow the page. */
export function themed(svg: string): string {
  const names = new Map(Object.entries(palette).map(([name, colour]) => [colour as string, name]));
  return svg.replace(/(fill|stroke)="(#[0-9a-f]{6})"/g, (whole, attribute: string, colour: string) => {
    const name = names.get(colour);
    return name ? `${attribute}="var(--${name})"` : whole;
  });
}
