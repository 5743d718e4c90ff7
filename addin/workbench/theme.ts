import { BorderStyleTypes, defaultTheme } from "@univerjs/presets";

/** The page's deep teal in place of Univer's blue; everything else as Univer has it. */
export const inkTheme: typeof defaultTheme = {
  ...defaultTheme,
  primary: {
    50: "#eaf4f5",
    100: "#d3e8ea",
    200: "#a9d0d5",
    300: "#7cb6bd",
    400: "#4d97a1",
    500: "#2b7a86",
    600: "#14606d",
    700: "#0f4c57",
    800: "#0c3b44",
    900: "#082a31",
  },
};

const line = { s: BorderStyleTypes.THIN, cl: { rgb: "#a9cbd0" } };

function tableTheme(name: string, band: string) {
  return {
    name,
    style: {
      headerRowStyle: { bg: { rgb: "#2b6f7a" }, cl: { rgb: "#ffffff" }, bd: { t: line } },
      headerColumnStyle: { bd: { l: line } },
      firstRowStyle: { bg: { rgb: band } },
      secondRowStyle: { bg: { rgb: "#ffffff" } },
      lastRowStyle: { bd: { b: line } },
      lastColumnStyle: { bd: { r: line } },
    },
  };
}

/** How tables are drawn; Excel's many styles come down to these two. */
export const tableThemes = {
  banded: tableTheme("sevenfold-banded", "#eef5f6"),
  plain: tableTheme("sevenfold-plain", "#ffffff"),
};
