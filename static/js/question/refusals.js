// The server has said no: what that means for the person, and what they can do.

const OTHERWISE = { title: "refused", text: "refused_otherwise", again: true, stay: true };
// again: may help after a moment or with the cookie back; leave: the start page knows more.
const REASONS = {
  UnknownParticipant: { title: "refused", text: "refused_unknown", again: true },
  InvitationUsed: { title: "refused_invitation", text: "refused_invitation_why" },
  StudyClosed: { title: "refused_closed", text: "refused_closed_why" },
  Withdrawn: { title: "refused_withdrawn", text: "refused_withdrawn_why" },
  UnknownItem: OTHERWISE, // a 404 that doesn't mean the person
};
const NOT_KNOWN = new Set([401, 403, 404]); // a cookie or a token that the site has no more

/** {title, text, again, leave}: names of texts, and what to offer. Of whatever went wrong. */
export function meaningOf({ status, body = {} }) {
  const unknown = NOT_KNOWN.has(status) ? REASONS.UnknownParticipant : OTHERWISE;
  const { title, text, again = false, stay = false } = REASONS[body.reason] ?? unknown;
  return { title, text, again, leave: !stay };
}

/** In another tab, or on another device. */
export const hasFinished = ({ body }) => body?.reason === "AlreadyFinished";

/** Nothing of this person may be sent or kept any more. */
export const hasWithdrawn = ({ body }) => body?.reason === "Withdrawn";

const ABOUT_ENTRIES = new Set(["Invalid", "UnknownItem", "KeyReused"]);

/** One of the entries that were sent can't be stored as it is; the person may go on. */
export const isAboutEntries = ({ body }) => ABOUT_ENTRIES.has(body?.reason);
