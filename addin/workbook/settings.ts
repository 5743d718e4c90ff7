import { inWorkbook } from "./open.js";

/** A setting this add-in keeps in the document, or undefined. Anyone who has the file can read it: never a secret. */
export function documentSetting(name: string): Promise<string | undefined> {
  return inWorkbook((book) => {
    const setting = book.settings.getItemOrNullObject(name);
    setting.load("value");
    return () => (setting.isNullObject ? undefined : String(setting.value));
  });
}

/** Keeps a setting in the document. Saved with the file; never a secret. */
export function keepDocumentSetting(name: string, value: string): Promise<void> {
  return inWorkbook<void>((book) => {
    book.settings.add(name, value);
  });
}
