/**
 * What a name of a contracting authority comes to, so that spellings of one authority are the same and two authorities never
 * are: "The Police & Crime Commissioner for Kent", "PCC for Kent" and "Kent OPCC" are all "pcc kent".
 *
 * Shape:  words in lower case with single spaces; "" for a name without a letter or digit.
 * Source: buyer names as published in Find a Tender and Contracts Finder.
 */
export function authorityKey(name: string): string {
  const plain = withoutEntities(name)
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’`]/g, "");
  const words = withoutOwnInitials(plain)
    .replaceAll("&", " and ")
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replace(/ procurement (department|dept|team|office|section|unit)$/, "");
  const shortened = roles.reduce((text, [role, short]) => text.replace(role, short), ` ${words} `);
  const told = shortened.split(" ").filter((word) => word !== "" && !silent.has(word));
  const office = told.find((word) => word in officeNames);
  if (office !== undefined) {
    const area = told.filter((word) => word !== office);
    return [office, ...area].join(" ");
  }
  return told.join(" ").replace(/\b(constabulary|police (service|force))$/, "police");
}

/** The offices that buy for a force. The force itself, its chief constable and its commissioner are different buyers. */
const officeNames: Readonly<Record<string, true>> = { pcc: true, pfcc: true, chiefconstable: true, mopac: true };
const roles: readonly (readonly [RegExp, string])[] = [
  [/ (the )?office of (the )?(?=police|mayor|chief|pcc|pfcc)/g, " "],
  [/ mayors office for policing and crime /g, " mopac "],
  [/ police and crime commissioners? /g, " pcc "],
  [/ police fire and crime commissioners? /g, " pfcc "],
  [/ opcc /g, " pcc "],
  [/ opfcc /g, " pfcc "],
  [/ chief constable /g, " chiefconstable "],
];
/** Words that do not tell two authorities apart. */
const silent = new Set(["the", "of", "for", "limited", "ltd", "plc", "llp"]);

const entities: Readonly<Record<string, string>> = { amp: "&", quot: '"', apos: "'", "#39": "'", nbsp: " " };
const withoutEntities = (name: string): string =>
  name.replace(/&(amp|quot|apos|#39|nbsp);/gi, (_whole, entity: string) => entities[entity.toLowerCase()] ?? " ");

/** Takes out "(MOPAC)" behind the words it stands for, and leaves "(Kent)", which says something. */
function withoutOwnInitials(name: string): string {
  return name.replace(/\(([a-z&]{2,8})\)/g, (bracket, letters: string, at: number) => {
    const initials = name
      .slice(0, at)
      .split(/[^a-z]+/)
      .map((word) => word.charAt(0));
    const wanted = letters.replaceAll("&", "");
    let found = 0;
    for (const initial of initials) if (initial === wanted[found]) found += 1;
    return found === wanted.length ? " " : bracket;
  });
}
