/** How a terminal was told to show the text that follows. */
export interface TextStyle {
  /** 0 to 15 is of the palette that the page names; everything else a CSS colour. */
  readonly foreground?: number | string | undefined;
  readonly background?: number | string | undefined;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly strikethrough?: boolean;
  readonly inverse?: boolean;
}

export const plain: TextStyle = {};

/** What single codes of SGR ("select graphic rendition", ECMA-48) change; blinking and hiding are not done. */
const changes: Readonly<Record<number, TextStyle>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strikethrough: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strikethrough: false },
  39: { foreground: undefined },
  49: { background: undefined },
};

/** The style after a sequence of SGR codes such as `1;31` or `38;5;208`. Codes that say nothing change nothing. */
export function applyCodes(style: TextStyle, text: string): TextStyle {
  const codes = text.split(/[;:]/).map(Number);
  let result = style;
  for (let place = 0; place < codes.length; place++) {
    const code = codes[place] as number;
    if (code === 0) result = plain;
    else if (code === 38 || code === 48) {
      const { colour, length } = extendedColour(codes.slice(place + 1, place + 6));
      if (colour !== undefined) result = { ...result, [code === 38 ? "foreground" : "background"]: colour };
      place += length;
    } else if (code >= 30 && code <= 37) result = { ...result, foreground: code - 30 };
    else if (code >= 90 && code <= 97) result = { ...result, foreground: code - 90 + 8 };
    else if (code >= 40 && code <= 47) result = { ...result, background: code - 40 };
    else if (code >= 100 && code <= 107) result = { ...result, background: code - 100 + 8 };
    else result = { ...result, ...changes[code] };
  }
  return result;
}

/** The colour behind 38 or 48, and how many codes it takes: `5;INDEX` or `2;RED;GREEN;BLUE`. */
function extendedColour([mode, ...values]: number[]): { colour?: number | string; length: number } {
  const inRange = (value: number | undefined): value is number =>
    value !== undefined && value >= 0 && value <= 255;
  if (mode === 5) {
    const [index] = values;
    return inRange(index) ? { colour: paletteColour(index), length: 2 } : { length: 2 };
  }
  if (mode !== 2) return { length: 1 };
  const rgb = values.slice(0, 3);
  return rgb.length === 3 && rgb.every(inRange)
    ? { colour: `rgb(${rgb.join(" ")})`, length: 4 }
    : { length: 4 };
}

/** Of the 256 colours: 16 named, a cube of 6 × 6 × 6, and 24 greys. */
function paletteColour(index: number): number | string {
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}
