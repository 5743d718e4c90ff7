/** The names that files give the grid's border styles, by their number. */
export const BORDER_STYLES: readonly string[] = [
  "none",
  "thin",
  "hair",
  "dotted",
  "dashed",
  "dashDot",
  "dashDotDot",
  "double",
  "medium",
  "mediumDashed",
  "mediumDashDot",
  "mediumDashDotDot",
  "slantDashDot",
  "thick",
];

export const SIDE_KEYS = { left: "l", right: "r", top: "t", bottom: "b" } as const;
