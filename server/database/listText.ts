const special = /[\\"]/g;

/**
 * A list as one text that PostgreSQL reads as an array. For thousands of values: the driver looks at those of an array one
 * by one, several times, and a long text tells it to plan the statement for that many (see `PreparingClient`).
 */
export function listText(values: readonly (string | number | boolean | null)[]): string {
  let text = "{";
  for (const value of values) {
    if (text.length > 1) text += ",";
    if (value === null) text += "NULL";
    else if (typeof value !== "string") text += String(value);
    else text += `"${value.includes('"') || value.includes("\\") ? value.replace(special, "\\$&") : value}"`;
  }
  return `${text}}`;
}
