import { createDarkTheme, createLightTheme, type BrandVariants, type Theme } from "@fluentui/react-components";

/** Teal to ink, the colours of the mark. */
const teal: BrandVariants = {
  10: "#021212",
  20: "#06201f",
  30: "#08312f",
  40: "#0a3f3d",
  50: "#0b4d4a",
  60: "#0c5b57",
  70: "#0e6963",
  80: "#0f7670",
  90: "#17857d",
  100: "#2b958c",
  110: "#43a59b",
  120: "#5db5aa",
  130: "#79c4ba",
  140: "#97d3ca",
  150: "#b5e2da",
  160: "#d5f1ec",
};

export const lightTheme: Theme = createLightTheme(teal);

const dark = createDarkTheme(teal);
/** The generator's brand text is too dim on the dark background (below 4.5 to 1). */
export const darkTheme: Theme = { ...dark, colorBrandForeground1: teal[120], colorBrandForeground2: teal[130] };
