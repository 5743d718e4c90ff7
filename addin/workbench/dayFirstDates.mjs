/**
 * Makes the grid read dates day first. Univer reads what people paste, and what DATEVALUE is given, with numfmt's default
 * locale, which puts the month first and cannot be changed from outside; this Vite plugin changes it in the bundle.
 */
export function dayFirstDates() {
  const american = "createLocale({ group: ',', preferMDY: true })";
  return {
    name: "day-first-dates",
    transform(code, id) {
      if (!/[\\/]numfmt[\\/]lib[\\/]locale\.js$/.test(id)) return null;
      if (!code.includes(american)) this.error("numfmt's default locale has changed: dates would be read month first.");
      return { code: code.replace(american, "createLocale({ group: ',', preferMDY: false })"), map: null };
    },
  };
}
