import { Body1, Button, Caption1, Spinner, Subtitle2Stronger } from "@fluentui/react-components";
import { useState } from "react";
import type { PersonalToken } from "../../../api/operations.js";
import { personalTokens, revokePersonalToken } from "../../../commands/personalTokens.js";
import { shownMoment } from "../../components/shown.js";
import { useAsked } from "../../hooks/useAsked.js";
import { usePane } from "../../hooks/usePane.js";
import { NewToken } from "./NewToken.js";

/** The person's tokens for Power BI, scripts and the like: made once, then known by their last four characters. */
export function AccessTokens() {
  const tokens = useAsked("tokens", (signal) => personalTokens({ signal }));
  const { again } = tokens;
  return (
    <section className="stack" aria-labelledby="access-tokens">
      <Subtitle2Stronger as="h3" id="access-tokens">
        Access tokens for other tools
      </Subtitle2Stronger>
      <Body1 as="p">
        A token lets Power BI, Python or another tool ask Sevenfold in your place. It can do no more than you may, and
        whoever has it can do as much: keep it as you keep a password.
      </Body1>
      <NewToken onMade={again} />
      {tokens.problem !== null && (
        <>
          <Body1 as="p">{tokens.problem}</Body1>
          <div>
            <Button size="small" onClick={again}>
              Try again
            </Button>
          </div>
        </>
      )}
      {tokens.value === undefined && tokens.isAsking && (
        <Spinner size="tiny" labelPosition="after" label="Reading your tokens…" />
      )}
      {tokens.value?.length === 0 && <Body1 as="p">You have no tokens.</Body1>}
      <ul className="plain-list stack" aria-label="Your access tokens">
        {tokens.value?.map((token) => (
          <li key={token.id} className="card stack tight">
            <TokenCard token={token} onRevoked={again} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** When it ended or will: a revoked token has both moments, and the first counts. */
function endOf({ revokedAt, expiresAt }: PersonalToken, now: Date): string {
  if (revokedAt !== null) return `Revoked ${shownMoment(revokedAt)}`;
  return new Date(expiresAt) <= now ? `Ran out ${shownMoment(expiresAt)}` : `Works until ${shownMoment(expiresAt)}`;
}

function TokenCard({ token, onRevoked }: { readonly token: PersonalToken; readonly onRevoked: () => void }) {
  const { run, busyWith } = usePane();
  const [isAsking, setAsking] = useState(false);
  const works = token.revokedAt === null && new Date(token.expiresAt) > new Date();
  const revoke = async () => {
    const outcome = await run("Revoking", () => revokePersonalToken(token));
    if (outcome.kind !== "DONE") return;
    setAsking(false);
    onRevoked();
  };
  return (
    <>
      <strong>{token.name}</strong>
      <Body1>{`${token.scope === "READ" ? "Reads only" : "Reads and changes"}, ends in ${token.endsWith}`}</Body1>
      <Caption1 className="quiet">
        {`${endOf(token, new Date())}. ${token.lastUsedAt === null ? "Never used" : `Last used ${shownMoment(token.lastUsedAt)}`}.`}
      </Caption1>
      {works &&
        (isAsking ? (
          <div className="stack" role="group" aria-label={`Revoke ${token.name}`}>
            <Body1 as="p">Whatever uses this token is refused at once. It cannot be brought back.</Body1>
            <div className="row">
              <Button size="small" disabledFocusable={busyWith !== null} onClick={() => void revoke()}>
                Revoke it
              </Button>
              <Button size="small" appearance="subtle" onClick={() => setAsking(false)}>
                Keep it
              </Button>
            </div>
          </div>
        ) : (
          <div>
            <Button size="small" aria-label={`Revoke ${token.name}`} onClick={() => setAsking(true)}>
              Revoke…
            </Button>
          </div>
        ))}
    </>
  );
}
