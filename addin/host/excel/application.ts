import { invalidArgument } from "../batch.js";
import { ExcelObject } from "./excelObject.js";
import type { CalculationMode } from "./model.js";

export class Application extends ExcelObject {
  readonly className = "Application";

  get calculationMode(): CalculationMode {
    return this.model.calculationMode;
  }
  /** Kept and given back; the grids calculate at every change whatever it says. */
  set calculationMode(mode: string) {
    const known = (["Automatic", "AutomaticExceptTables", "Manual"] as const).find((one) => one === mode);
    if (!known) throw invalidArgument();
    this.model.calculationMode = known;
  }
  get calculationState(): string {
    return "Done";
  }
  get decimalSeparator(): string {
    return separator(this.model.locale, "decimal");
  }
  get thousandsSeparator(): string {
    return separator(this.model.locale, "group");
  }
  get useSystemSeparators(): boolean {
    return true;
  }
  get cultureInfo(): CultureInfo {
    return new CultureInfo(this.model);
  }

  /** Every kind of calculation is a full one here. */
  calculate(calculationType: string): void {
    if (!["Recalculate", "Full", "FullRebuild"].includes(calculationType)) throw invalidArgument();
    this.model.grid.recalculate();
  }
  /** A batch runs in one go, so nothing is drawn or calculated half way through it. */
  suspendScreenUpdatingUntilNextSync(): void {}
  suspendApiCalculationUntilNextSync(): void {}
}

export class CultureInfo extends ExcelObject {
  readonly className = "CultureInfo";

  get name(): string {
    return this.model.locale;
  }
  get numberFormat(): NumberFormatInfo {
    return new NumberFormatInfo(this.model);
  }
}

export class NumberFormatInfo extends ExcelObject {
  readonly className = "NumberFormatInfo";

  get numberDecimalSeparator(): string {
    return separator(this.model.locale, "decimal");
  }
  get numberGroupSeparator(): string {
    return separator(this.model.locale, "group");
  }
}

function separator(locale: string, type: "decimal" | "group"): string {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1234567.8);
  return parts.find((part) => part.type === type)?.value ?? "";
}
