/** Number formats that files name by number only. Number 14 follows the reader's country: here the United Kingdom. */
export const BUILT_IN: Readonly<Record<number, string>> = {
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  5: "£#,##0;-£#,##0",
  6: "£#,##0;[Red]-£#,##0",
  7: "£#,##0.00;-£#,##0.00",
  8: "£#,##0.00;[Red]-£#,##0.00",
  9: "0%",
  10: "0.00%",
  11: "0.00E+00",
  12: "# ?/?",
  13: "# ??/??",
  14: "dd/mm/yyyy",
  15: "d-mmm-yy",
  16: "d-mmm",
  17: "mmm-yy",
  18: "h:mm AM/PM",
  19: "h:mm:ss AM/PM",
  20: "h:mm",
  21: "h:mm:ss",
  22: "dd/mm/yyyy h:mm",
  37: "#,##0;-#,##0",
  38: "#,##0;[Red]-#,##0",
  39: "#,##0.00;-#,##0.00",
  40: "#,##0.00;[Red]-#,##0.00",
  41: "_-* #,##0_-;-* #,##0_-;_-* -_-;_-@_-",
  42: "_-£* #,##0_-;-£* #,##0_-;_-£* -_-;_-@_-",
  43: "_-* #,##0.00_-;-* #,##0.00_-;_-* -??_-;_-@_-",
  44: "_-£* #,##0.00_-;-£* #,##0.00_-;_-£* -??_-;_-@_-",
  45: "mm:ss",
  46: "[h]:mm:ss",
  47: "mm:ss.0",
  48: "##0.0E+0",
  49: "@",
};

/** The number of a format that every reader shows alike; undefined for one that the file must spell out. */
export function builtInNumber(format: string): number | undefined {
  const found = Object.entries(BUILT_IN).find(
    ([number, pattern]) => pattern === format && !isOfCountry(Number(number)),
  );
  return found && Number(found[0]);
}

/** Pounds and dates are other ones on a computer of another country. */
const isOfCountry = (number: number): boolean => (number >= 5 && number <= 8) || [14, 22, 42, 44].includes(number);

/** The first number free for formats that a file spells out. */
export const FIRST_OWN_NUMBER = 164;
