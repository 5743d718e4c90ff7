/**
 * Changes to the grid's own code that it has no setting for, made as it is bundled (a Vite plugin). Each says what it looks
 * for, and the build fails when that is gone.
 */
const PATCHES = [
  {
    // Univer reads what people paste, and what DATEVALUE is given, with numfmt's default locale: the month first.
    file: /[\\/]numfmt[\\/]lib[\\/]locale\.js$/,
    find: "createLocale({ group: ',', preferMDY: true })",
    put: "createLocale({ group: ',', preferMDY: false })",
    otherwise: "numfmt's default locale has changed: dates would be read month first.",
  },
  ...[
    ["'n-d', // 4-02\n  'n-j', // 4-2\n", "'d-n', 'j-n',\n"],
    ["'m-d', // 04-02\n  'm-j', // 04-2\n", "'d-m', 'j-m',\n"],
  ].map(([find, put]) => ({
    // "1/4" is the first of April.
    file: /[\\/]numfmt[\\/]lib[\\/]parseValue\.js$/,
    find,
    put,
    otherwise: "numfmt's list of dates has changed: days without a year would be read month first.",
  })),
  {
    // The list of sheets offers hidden ones to be shown; those that an add-in hid deep down stay out of it.
    file: /[\\/]sheets-ui[\\/]lib[\\/]es[\\/]index\.js$/,
    find: "setMenu(sheets.map((sheet, index) => {",
    put: 'setMenu(sheets.filter((sheet) => sheet.getCustomMetadata()?.visibility !== "VeryHidden").map((sheet, index) => {',
    otherwise: "Univer's list of sheets has changed: it would offer sheets that are hidden for good.",
  },
  {
    // A drop-down list with an arrow makes no row higher, and fitting thousands of rows again takes seconds.
    file: /[\\/]sheets-data-validation-ui[\\/]lib[\\/]es[\\/]index\.js$/,
    find: "|| info.rule.type === DataValidationType.LIST) {\n\t\t\t\t\tvar _info$rule;",
    put: ") {\n\t\t\t\t\tvar _info$rule;",
    otherwise: "Univer's drop-down lists have changed: it would fit all their rows again.",
  },
  {
    // After every write Univer looks through all cells of all sheets for formulas. Where neither what is written nor the cells
    // that it is written to have any, it finds nothing to do.
    file: /[\\/]engine-formula[\\/]lib[\\/]es[\\/]index\.js$/,
    find: "const cellMatrix = new ObjectMatrix(cellValue);\n\t\tconst formulaIdMap = this._getSheetFormulaIdMap(unitId, sheetId);",
    put: `const cellMatrix = new ObjectMatrix(cellValue);
      const cellsNow = this._univerInstanceService.getUnit(unitId)?.getSheetBySheetId(sheetId)?.getCellMatrix();
      const hasFormula = (cell) => Boolean(cell?.f || cell?.si);
      let isAboutFormulas = false;
      cellMatrix.forValue((r, c, cell) => {
        isAboutFormulas ||= hasFormula(cell) || hasFormula(cellsNow?.getValue(r, c));
      });
      if (!isAboutFormulas) return {};
      const formulaIdMap = this._getSheetFormulaIdMap(unitId, sheetId);`,
    otherwise: "Univer's formula data have changed: every write would look through all sheets.",
  },
  {
    // After a write Univer looks at all cells of all drop-down lists that it touched, in one go. Long ones come in parts, when
    // nobody waits for anything else.
    file: /[\\/]sheets-data-validation[\\/]lib[\\/]es[\\/]index\.js$/,
    find: "Object.entries(subUnitMap).forEach(([subUnitId, ranges]) => {\n\t\t\t\t\tif (",
    put: `Object.entries(subUnitMap).forEach(([subUnitId, ranges]) => {
          const PART = 2000;
          if (ranges.some(({ startRow, endRow }) => endRow - startRow >= PART)) {
            for (const range of ranges) {
              for (let startRow = range.startRow; startRow <= range.endRow; startRow += PART) {
                const part = { ...range, startRow, endRow: Math.min(range.endRow, startRow + PART - 1) };
                requestIdleCallback(() => {
                  const unit = this._univerInstanceService.getUnit(unitId, UniverInstanceType.UNIVER_SHEET);
                  if (unit?.getSheetBySheetId(subUnitId)) void this.validatorRanges(unitId, subUnitId, [part]);
                });
              }
            }
            return;
          }
          if (`,
    otherwise: "Univer's checks of drop-down lists have changed: a long table would be looked at in one go.",
  },
  ...[
    [
      'typeof cellRaw.v === "string" && getNumfmtParseValueFilter(cellRaw.v)',
      'typeof cellRaw.v === "string" && isNumberAsText(cellRaw.v)',
    ],
    [
      "return getNumfmtParseValueFilter(normalStr) == null ? str : normalStr;\n}",
      `return getNumfmtParseValueFilter(normalStr) == null ? str : normalStr;
}
var numberTexts = new Map();
function isNumberAsText(text) {
  if (text.length > 40) return false;
  let isNumber = numberTexts.get(text);
  if (isNumber === undefined) {
    if (numberTexts.size > 10000) numberTexts.clear();
    isNumber = Boolean(getNumfmtParseValueFilter(text));
    numberTexts.set(text, isNumber);
  }
  return isNumber;
}`,
    ],
  ].map(([find, put]) => ({
    // Drawing asks of every text on the screen, each time, whether it could be read as a number, which takes as long as all else.
    file: /[\\/]sheets-ui[\\/]lib[\\/]es[\\/]index\.js$/,
    find,
    put,
    otherwise: "Univer's marks of numbers kept as text have changed: drawing would take twice as long.",
  })),
];

export function gridPatches() {
  return {
    name: "grid-patches",
    transform(code, id) {
      const patches = PATCHES.filter(({ file }) => file.test(id.split("?")[0]));
      if (patches.length === 0) return null;
      for (const { find, put, otherwise } of patches) {
        if (!code.includes(find)) this.error(otherwise);
        code = code.replace(find, put);
      }
      return { code, map: null };
    },
  };
}
