/** The pages of the demonstration's identity provider, without a script. */

const style = `body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 26rem; padding: 0 1rem; color: #1b1b1f }
h1 { font-size: 1.25rem } p { margin: 0.5rem 0 1rem }
button { font: inherit; display: block; width: 100%; text-align: left; padding: 0.6rem 0.8rem; margin: 0.4rem 0;
  border: 1px solid #8a8a94; border-radius: 4px; background: #fff; color: inherit; cursor: pointer }
button:hover, button:focus-visible { outline: 2px solid #0f6cbd; outline-offset: 1px }
.note { border-left: 4px solid #bc4b09; padding: 0.2rem 0.8rem }`;

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="icon" href="data:,"><style>${style}</style></head><body><main>${body}</main></body></html>`;

/** Everybody who can be picked, one button each. */
export function peoplePage(people: readonly { readonly subject: string; readonly displayName: string }[]): string {
  const buttons = people.map(
    ({ subject, displayName }) => `<button name="subject" value="${escaped(subject)}">${escaped(displayName)}</button>`,
  );
  return page(
    "Demonstration sign-in",
    `<h1>Who are you?</h1><p class="note">This is the sign-in service of a demonstration. It asks for no proof; your
force's own would.</p><form method="post">${buttons.join("")}<button name="subject" value="">Cancel</button></form>`,
  );
}

export const leavingPage = (message: string): string => page("Demonstration sign-in", `<h1>${escaped(message)}</h1>`);

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
