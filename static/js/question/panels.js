// What stands in place of the answers, or of the whole question: an explanation, a calm message.

const element = (id) => document.getElementById(id);

export const ACTIONS = ["go-on", "again", "skip", "leave", "later-instead"];

/** *actions*: the ids of the buttons and links to offer, of ACTIONS. */
export function showPanel(title, text, actions) {
  const appears = element("message").hidden;
  element("message-title").textContent = title;
  element("message-text").textContent = text;
  for (const id of ACTIONS) element(id).hidden = !actions.includes(id);
  element("stage").hidden = true;
  element("message").hidden = false;
  // A pause waits for one thing only; bad news wants to be read first.
  if (actions.includes("go-on")) element("go-on").focus();
  else if (appears) element("message").focus();
}

export function hidePanel() {
  if (element("message").hidden) return;
  element("message").hidden = true;
  element("stage").hidden = false;
  element("frame").focus();
}

/** *verdict*, *why*: sentences. *goOn*: what the button says. */
export function showExplanation({ verdict, why, goOn }) {
  element("verdict").textContent = verdict;
  element("why").textContent = why;
  element("practice-on").textContent = goOn;
  toggle(true);
  element("practice-on").focus();
}

export function hideExplanation() {
  if (element("explanation").hidden) return;
  const hadFocus = element("explanation").contains(document.activeElement);
  toggle(false);
  if (hadFocus) element("frame").focus();
}

function toggle(shown) {
  element("explanation").hidden = !shown;
  element("stage").classList.toggle("explaining", shown);
}
