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
