import { itemNotFound } from "../batch.js";
import { ExcelObject } from "./excelObject.js";
import type { WorkbookModel } from "./model.js";

/** The key-value pairs that `workbook.settings` keeps in the workbook. */
export class SettingCollection extends ExcelObject {
  readonly className = "SettingCollection";

  override items(): Setting[] {
    return [...this.model.settings.keys()].map((key) => new Setting(this.model, key));
  }

  getCount(): number {
    return this.model.settings.size;
  }
  /** Sets the value when the key exists. */
  add(key: string, value: unknown): Setting {
    this.model.settings.set(key, value);
    return new Setting(this.model, key);
  }
  getItem(key: string): Setting {
    const setting = this.getItemOrNullObject(key);
    if (!setting) throw itemNotFound();
    return setting;
  }
  getItemOrNullObject(key: string): Setting | null {
    return this.model.settings.has(key) ? new Setting(this.model, key) : null;
  }
}

export class Setting extends ExcelObject {
  readonly className = "Setting";

  constructor(
    model: WorkbookModel,
    readonly settingKey: string,
  ) {
    super(model);
  }

  override identity(): Record<string, unknown> {
    return { _Id: this.settingKey };
  }

  get key(): string {
    return this.settingKey;
  }
  get _Id(): string {
    return this.settingKey;
  }
  get value(): unknown {
    return this.model.settings.get(this.settingKey) ?? null;
  }
  set value(value: unknown) {
    this.model.settings.set(this.settingKey, value);
  }
  delete(): void {
    this.model.settings.delete(this.settingKey);
  }
}
